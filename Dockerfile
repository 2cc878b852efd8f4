# The demo and the tests on a clean Debian:  docker build -t spdz-lab . && docker run --rm spdz-lab
FROM node:24-bookworm-slim
WORKDIR /spdz-lab
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
USER node
CMD ["npm", "start"]

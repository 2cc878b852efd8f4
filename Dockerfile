# The demo on a clean Debian (append `npm test` for the tests):  docker build -t spdz-lab . && docker run --rm spdz-lab
FROM node:24-bookworm-slim
WORKDIR /spdz-lab
RUN chown node:node /spdz-lab
USER node
COPY --chown=node:node package.json package-lock.json ./
RUN npm ci
COPY --chown=node:node . .
CMD ["npm", "start"]

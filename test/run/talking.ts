/** Says something on its console, as programs that are being written do. */
export default async () => {
  console.log("so far so good");
  return 1;
};

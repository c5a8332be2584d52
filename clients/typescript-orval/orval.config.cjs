module.exports = {
  isnad: {
    input: process.env.ISNAD_OPENAPI ?? "http://127.0.0.1:8080/openapi.json",
    output: {
      client: "fetch",
      target: "generated/isnad.ts",
      override: { mutator: { path: "request.ts", name: "request", extension: ".js" } },
    },
  },
};

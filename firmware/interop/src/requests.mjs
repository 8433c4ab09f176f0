// The other end of `Controller` in processes.mjs: requests come over the IPC channel of a process, answers go back.

/** Answers each request by the function of its name; an error is answered in one line, with its causes. */
export function answerRequests(requests) {
  process.on("message", async ({ id, name, argument }) => {
    try {
      process.send({ id, result: await requests[name](argument ?? {}) });
    } catch (error) {
      const causes = [];
      for (let cause = error; cause; cause = cause.cause) causes.push(cause.message ?? String(cause));
      for (const inner of error?.errors ?? []) causes.push(inner.message);
      console.error(error);
      process.send({ id, error: causes.join(": ").replaceAll(/\s*\n\s*/g, " ") });
    }
  });
  process.on("disconnect", () => process.exit(0));
  process.send({ event: "loaded" });
}

/** What every answer is held against. A check that fails says what was expected and what came. */

export class Wrong extends Error {}

export function equal(found, expected, what) {
  const [one, other] = [found, expected].map((value) => JSON.stringify(value));
  if (one !== other) throw new Wrong(`${what} should be ${other}, and is ${one}`);
}

export function holds(isSo, what) {
  if (!isSo) throw new Wrong(what);
}

/** A refusal as the document has it: status, code, problem details, and a nonce for the next proof. */
export function refused(answer, status, code) {
  const came = `${answer.status} ${answer.headers["content-type"]} ${answer.text.slice(0, 300)}`;
  if (answer.status !== status || answer.code !== code) throw new Wrong(`expected ${status} ${code}, came ${came}`);
  const problem = answer.json;
  equal(Object.keys(problem).sort(), ["code", "detail", "status", "title", "type"], "the members of a refusal");
  equal([problem.type, problem.status], ["about:blank", status], "type and status of a refusal");
  holds(problem.title && problem.detail, `a refusal without words: ${came}`);
  carriesANonce(answer);
}

/** An answer that went well; with `body` to the letter. @returns {object|undefined} its body */
export function went(answer, status = 200, body = undefined) {
  if (answer.status !== status)
    throw new Wrong(`expected ${status}, came ${answer.status} ${answer.text.slice(0, 300)}`);
  carriesANonce(answer);
  if (status === 204) return void equal(answer.text, "", "the body of a 204");
  if (body !== undefined) equal(answer.json, body, "the answer");
  return answer.json;
}

/** What must fail here, in the phone, before anything is sent. */
export async function throws(act, words) {
  try {
    await act();
  } catch (problem) {
    return holds(problem.message.includes(words), `expected “${words}”, came “${problem.message}”`);
  }
  throw new Wrong(`expected “${words}”, and it was believed`);
}

function carriesANonce(answer) {
  holds(answer.headers["dpop-nonce"], `${answer.status} came without DPoP-Nonce`);
}

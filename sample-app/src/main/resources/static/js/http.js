/** Asks the tracker. What goes wrong is an Error with the problem's detail, and its `field` if one is to blame. */
export async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  }).catch(() => {
    throw new Error('The tracker does not answer');
  });
  const text = await response.text();
  const answer = text === '' ? null : JSON.parse(text);
  if (!response.ok) {
    throw Object.assign(new Error(answer?.detail ?? `${response.status}`), {
      status: response.status,
      field: answer?.field,
    });
  }
  return answer;
}

// The control API of the stand-in (docs/preview.md), one function per request.

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(`/sim/${path}`, options);
  } catch {
    throw new Error("连不上预览服务，请稍候再试");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? `请求没有成功（${response.status}）`);
  return body;
}

function post(path, body) {
  return call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

export const state = () => call("state");
export const transcript = (chat) => call(`transcript?chat=${chat}`);
export const clock = () => call("clock");
export const advance = (seconds) => post("clock", { advance_seconds: seconds });
export const moveTo = (instant) => post("clock", { to: instant });

export const addPerson = (name) => post("people", { name });
export const block = (from, blocked) => post("block", { from, blocked });
export const start = (from, payload) => post("start", payload ? { from, payload } : { from });
export const message = (from, chat, text) => post("message", { from, chat, text });
export const contact = (from, phone) => post("contact", { from, phone });
export const press = (from, chat, messageId, data) =>
  post("callback", { from, chat, message_id: messageId, data, timeout: 15 });

export const addGroup = (title, members) => post("groups", { title, members });
export const askInline = (from, chat, query) => post("inline", { from, chat, query });
export const chooseInline = (from, chat, queryId, result) =>
  post("inline/choose", { from, chat, query_id: queryId, result });

export function sendDocument(from, chat, file) {
  const form = new FormData();
  form.append("from", from);
  form.append("chat", chat);
  form.append("file", file, file.name);
  return call("document", { method: "POST", body: form });
}

/** Follow all events after `seq`; `onLost` is called once when the stream breaks. Returns a function that stops. */
export function follow(seq, onEvent, onLost) {
  const source = new EventSource(`/sim/events?after=${seq}`);
  source.onmessage = ({ data }) => onEvent(JSON.parse(data));
  source.onerror = () => {
    // The browser's own resuming ends for good at the first HTTP error and cannot tell a restarted
    // stand-in (whose numbers begin again); reading everything anew is right in both cases.
    source.close();
    onLost();
  };
  return () => source.close();
}

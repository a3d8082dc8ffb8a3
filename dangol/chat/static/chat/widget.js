// Dangol live chat. <script src="https://…/chat/widget.js" data-site="KEY" async></script>
// Optional, for sites with accounts (signed on their server): data-user data-email data-name data-sign.
// data-full fills the page with the chat: the window that pages which may not ask our server link to.
(() => {
  const script = document.currentScript;
  const key = script?.dataset.site;
  if (!key || window.dangolChat) return;
  const base = new URL("v/", script.src).href;
  const english = !/^ko/i.test(document.documentElement.lang || navigator.language || "ko");
  const lang = english ? "en" : "ko";
  const words = english
    ? { open: "Open chat", close: "Close chat", write: "Message", hint: "Write a message", send: "Send", file: "Attach a file",
        log: "Conversation", typing: "is typing…", agree: "Agree and start", sending: "Sending…", failed: "Not sent",
        lost: "No connection. What you write is sent as soon as it is back.", you: "You", us: "Agent", name: "Name", email: "E-mail",
        ask: "What can we help with?", leave: "Leave a message", left: "Thank you. We will answer by e-mail.", unread: "new messages",
        down: "The chat cannot be reached. Please try again later.", bot: "Automatic answer",
        ask5: "How was our help? 5 is best.", marks: ["Very poor", "Poor", "Fair", "Good", "Very good"], thanks: "Thank you for your score.",
        why: "Anything you would like to add?", heard: "Thank you for your words.",
        helped: "That helped", person: "Talk to a person", door: "Chat in a window of its own",
        barred: "This page does not let the chat connect.", copy: "If that does not open, go to this address:",
        long: (size) => `Up to 4,000 letters at a time; these are ${size}. Please send it in parts.` }
    : { open: "채팅 열기", close: "채팅 닫기", write: "메시지", hint: "메시지를 입력하세요", send: "보내기", file: "파일 붙이기",
        log: "대화", typing: "입력하고 있습니다…", agree: "동의하고 시작", sending: "보내는 중…", failed: "보내지 못함",
        lost: "연결이 끊겼습니다. 적은 말은 이어지는 대로 보냅니다.", you: "나", us: "상담원", name: "이름", email: "이메일",
        ask: "무엇을 도와드릴까요?", leave: "남기기", left: "고맙습니다. 메일로 답해 드리겠습니다.", unread: "새 메시지",
        down: "채팅에 연결할 수 없습니다. 잠시 뒤에 다시 해 주세요.", bot: "자동 응답",
        ask5: "상담은 어떠셨나요? 5가 가장 좋습니다.", marks: ["매우 불만족", "불만족", "보통", "만족", "매우 만족"], thanks: "점수를 남겨 주셔서 고맙습니다.",
        why: "더 하실 말씀이 있나요?", heard: "말씀을 남겨 주셔서 고맙습니다.",
        helped: "도움이 됐어요", person: "상담원에게 연결", door: "새 창에서 채팅하기",
        barred: "이 쪽에서는 채팅에 연결할 수 없습니다.", copy: "열리지 않으면 이 주소로 가 주세요:",
        long: (size) => `한 번에 4,000자까지 보낼 수 있습니다. 지금 ${size}자입니다. 나누어 보내 주세요.` };

  // What outlives the page: who we are, and what has not arrived yet.
  const place = `dangol-chat:${key}`;
  let memory = {}, store = null;
  try { store = window.localStorage; } catch { /* blocked: this page alone remembers */ }
  const read = () => {
    if (!store) return memory;
    try { return Object(JSON.parse(store.getItem(place))); } catch { return {}; } // spoilt by somebody
  };
  const write = (change) => {
    memory = { ...read(), ...change };
    try { store?.setItem(place, JSON.stringify(memory)); } catch { store = null; } // full
  };
  const random = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(24));
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_");
  };
  if (!/^[\w-]{32,64}$/.test(read().token)) write({ token: random() + random().slice(0, 16), queue: [] });
  const { user = "", email = "", name = "", sign = "" } = script.dataset;
  const who = () => ({ token: read().token, user, email, name, sign, page: location.href.split(/[?#]/)[0].slice(0, 500) });

  async function ask(path, said, file) {
    const address = `${base}${path}/?site=${encodeURIComponent(key)}&lang=${lang}`;
    let body = JSON.stringify({ ...who(), ...said });
    if (file) {
      body = new FormData();
      for (const [field, value] of Object.entries({ ...who(), ...said })) body.append(field, value);
      body.append("file", file);
    }
    const headers = file ? {} : { "Content-Type": "text/plain" };
    const answer = await fetch(address, { method: "POST", body, headers, credentials: "omit", signal: AbortSignal.timeout(file ? 120000 : 15000) });
    const found = await answer.json().catch(() => ({}));
    if (answer.ok) return found;
    const error = new Error(found.refused || words.down);
    error.final = answer.status >= 400 && answer.status < 500 && answer.status !== 429 && answer.status !== 408;
    error.told = !!found.refused;
    error.wait = Number(answer.headers.get("Retry-After")) * 1000;
    throw error;
  }

  // The window, in a tree of its own: styles of the page do not reach in, ours not out.
  const host = document.createElement("dangol-chat");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    :host { all: initial !important; --brand: #0f766e; --ink: #fff; }
    * { box-sizing: border-box; font: 15px/1.5 system-ui, "Apple SD Gothic Neo", "Malgun Gothic", "Noto Sans KR", sans-serif; word-break: keep-all; overflow-wrap: anywhere; }
    [hidden] { display: none !important; }
    button { cursor: pointer; border: 0; background: none; color: inherit; border-radius: 10px; padding: 0; }
    :focus-visible { outline: 3px solid var(--line, #2563eb); outline-offset: 2px; }
    .launch { position: fixed; right: 20px; bottom: 20px; z-index: 2147483000; width: 58px; height: 58px; border-radius: 50%; background: var(--brand); color: var(--ink); box-shadow: 0 4px 16px rgb(0 0 0 / .28); border: 2px solid var(--ink); }
    .launch svg { width: 26px; height: 26px; vertical-align: middle; }
    .dot { position: absolute; top: -4px; right: -4px; min-width: 22px; height: 22px; border-radius: 11px; background: #b91c1c; color: #fff; font-size: 13px; line-height: 22px; text-align: center; }
    .box { position: fixed; right: 20px; bottom: 90px; z-index: 2147483000; width: 368px; max-width: calc(100vw - 24px); height: 560px; max-height: calc(100dvh - 110px); display: flex; flex-direction: column; background: #fff; color: #1c1917; border-radius: 16px; overflow: hidden; box-shadow: 0 12px 40px rgb(0 0 0 / .3); border: 1px solid #d6d3d1; }
    header { display: flex; align-items: center; gap: 8px; padding: 12px 16px; background: var(--brand); color: var(--ink); }
    header b { flex: 1; font-weight: 700; font-size: 16px; }
    header button { width: 36px; height: 36px; --line: currentColor; }
    svg { width: 20px; height: 20px; fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; vertical-align: middle; }
    .log { flex: 1; overflow-y: auto; padding: 14px; display: flex; flex-direction: column; gap: 8px; background: #fafaf9; }
    .m { max-width: 84%; align-self: flex-start; }
    .m p { margin: 0; padding: 8px 12px; border-radius: 4px 14px 14px; background: #fff; border: 1px solid #d6d3d1; white-space: pre-wrap; }
    .m small { display: block; font-size: 12px; color: #57534e; margin: 0 2px 2px; }
    .m.visitor { align-self: flex-end; }
    .m.visitor p { background: var(--brand); color: var(--ink); border-color: transparent; border-radius: 14px 4px 14px 14px; }
    .m.visitor small { text-align: right; }
    .m.visitor.pending p { opacity: .7; }
    .m.system { align-self: center; max-width: 96%; text-align: center; }
    .m.system p { border: 0; background: none; color: #57534e; font-size: 13px; padding: 2px; }
    .m a { color: inherit; text-decoration: underline; }
    .verdict { display: flex; gap: 6px; margin-top: 6px; flex-wrap: wrap; }
    .verdict button { min-height: 44px; padding: 0 12px; border: 1px solid #a8a29e; background: #fff; color: #1c1917; }
    .verdict input { flex: 1; min-width: 0; min-height: 44px; padding: 0 10px; border: 1px solid #a8a29e; border-radius: 10px; background: #fff; color: #1c1917; }
    .marks small { display: block; padding: 4px; }
    .marks button { width: 44px; height: 44px; margin: 0 2px; border: 1px solid #a8a29e; background: #fff; color: #1c1917; }
    .marks button[aria-pressed="true"] { background: var(--brand); color: var(--ink); border-color: transparent; }
    .typing { min-height: 24px; padding: 0 16px; font-size: 13px; color: #57534e; background: #fafaf9; }
    .say { margin: 0; padding: 8px 14px; background: #fef3c7; color: #713f12; font-size: 13px; }
    form { display: flex; gap: 6px; padding: 10px; border-top: 1px solid #d6d3d1; align-items: flex-end; background: #fff; }
    textarea, input { flex: 1; min-width: 0; width: 100%; border: 1px solid #a8a29e; border-radius: 10px; padding: 8px 10px; background: #fff; color: #1c1917; resize: none; margin: 0; }
    ::placeholder { color: #57534e; opacity: 1; }
    textarea { height: 42px; max-height: 120px; }
    form button, .agree button { min-width: 42px; height: 42px; }
    .go { background: var(--brand); color: var(--ink); padding: 0 14px; }
    .icon { color: #44403c; }
    .agree { padding: 12px 14px; border-top: 1px solid #d6d3d1; }
    .agree p { margin: 0 0 8px; font-size: 13px; color: #44403c; }
    .away { flex-direction: column; align-items: stretch; }
    .away label { font-size: 13px; color: #44403c; display: block; }
    .away textarea { height: 96px; }
    .full { inset: 0; margin: auto; width: 720px; max-width: 100vw; height: 100dvh; max-height: 100dvh; border-radius: 0; }
    .full header button, .full + .launch { display: none; }
    .vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    @media (max-width: 480px) { .box { right: 0; bottom: 0; width: 100vw; max-width: 100vw; height: 100dvh; max-height: 100dvh; border-radius: 0; border: 0; } .box:not([hidden]) + .launch { display: none; } }
    @media (prefers-color-scheme: dark) {
      .box { background: #1c1917; color: #f5f5f4; border-color: #44403c; }
      .log, .typing { background: #171412; color: #d6d3d1; }
      .marks button, .verdict button { background: #292524; color: #f5f5f4; }
      .m p, textarea, input { background: #292524; color: #f5f5f4; border-color: #78716c; }
      .m small, .m.system p, .agree p, .away label { color: #d6d3d1; }
      ::placeholder { color: #d6d3d1; }
      form { background: #1c1917; border-color: #44403c; } .agree { border-color: #44403c; } .icon { color: #e7e5e4; }
    }`);
  root.adoptedStyleSheets = [sheet];
  const make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [field, value] of Object.entries(attributes)) {
      if (value === true) element.setAttribute(field, "");
      else if (value !== false) element.setAttribute(field, value);
    }
    element.append(...inside);
    return element;
  };
  const drawing = (path) => {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    for (const each of path) {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
      line.setAttribute("d", each);
      svg.append(line);
    }
    return svg;
  };
  const count = make("span", { class: "dot", hidden: true });
  const launch = make("button", { class: "launch", type: "button", "aria-expanded": "false", "aria-haspopup": "dialog", "aria-label": words.open },
    drawing(["M21 12a8 8 0 0 1-8 8H4l2-3.5A8 8 0 1 1 21 12Z"]), count);
  const title = make("b", { id: "title" });
  const shut = make("button", { type: "button", "aria-label": words.close }, drawing(["M18 6 6 18", "m6 6 12 12"]));
  const log = make("div", { class: "log", role: "log", "aria-live": "polite", "aria-label": words.log, tabindex: "0" });
  const typing = make("div", { class: "typing", "aria-live": "polite" });
  const notice = make("p", { class: "say", role: "status", hidden: true });
  const input = make("textarea", { id: "words", rows: "1", placeholder: words.hint, autocomplete: "off" });
  const pick = make("input", { type: "file", class: "vh", tabindex: "-1", "aria-hidden": "true" });
  const clip = make("button", { type: "button", class: "icon", "aria-label": words.file },
    drawing(["m16 6-8.4 8.6a2 2 0 0 0 2.8 2.8l8.4-8.6a4 4 0 1 0-5.6-5.6l-8.4 8.5a6 6 0 1 0 8.5 8.5l8.4-8.5"]));
  const form = make("form", { hidden: true }, pick, clip, make("label", { class: "vh", for: "words" }, words.write), input,
    make("button", { class: "go", "aria-label": words.send }, drawing(["m5 12 7-7 7 7", "M12 19V5"])));
  const agreeText = make("p");
  const agreeButton = make("button", { class: "go", type: "button" }, words.agree);
  const agree = make("div", { class: "agree", hidden: true }, agreeText, agreeButton);
  const fields = { who: make("input", { id: "who", autocomplete: "name", maxlength: "100" }),
    to: make("input", { id: "to", type: "email", autocomplete: "email", required: true, maxlength: "200" }),
    text: make("textarea", { id: "ask", required: true }) };
  fields.who.value = name; fields.to.value = email;
  const away = make("form", { class: "away", hidden: true },
    make("label", { for: "who" }, words.name), fields.who, make("label", { for: "to" }, words.email), fields.to,
    make("label", { for: "ask" }, words.ask), fields.text, make("button", { class: "go" }, words.leave));
  const full = "full" in script.dataset;
  const box = make("section", { class: full ? "box full" : "box", role: "dialog", "aria-modal": "true", "aria-labelledby": "title", hidden: true },
    make("header", {}, title, shut), log, typing, notice, agree, form, away);
  root.append(box, launch);

  // What was said: `last` is the number up to which nothing lacks.
  let last = 0, greeted = null, unread = 0, set = null, stream = null, pulling = null;
  const seen = new Map(); // by client id: what we wrote, as it stands in the window
  const isOpen = () => !box.hidden;

  const clock = (at) => new Date(at).toLocaleTimeString(lang, { hour: "numeric", minute: "2-digit" });
  function show(message) {
    const old = message.client && seen.get(message.client);
    const label = { visitor: words.you, system: "", bot: words.bot }[message.from] ?? (message.name || words.us);
    const text = make("p");
    if (message.file?.ticket) {
      text.append(make("a", { href: `${base}file/${message.file.ticket}/`, target: "_blank", rel: "noopener" }, message.file.name));
    } else text.append(...(message.file ? [message.file.name] : linked(message.text)));
    const line = make("div", { class: `m ${message.from}${message.number ? "" : " pending"}` });
    if (label) line.append(make("small", {}, `${label}${message.at ? ` · ${clock(message.at)}` : message.number ? "" : ` · ${words.sending}`}`));
    line.append(text);
    root.querySelectorAll(".verdict").forEach((each) => each.remove()); // what follows it has answered it
    if (message.asks) line.append(verdict());
    if (message.survey) line.append(stars(message));
    const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 80;
    if (old && !message.number) return;
    old?.remove();
    // what is still on its way stays below what has arrived
    const waiting = message.number && log.querySelector(".pending");
    if (waiting) waiting.before(line); else log.append(line);
    if (message.client) seen.set(message.client, line);
    if (atEnd || message.from === "visitor") log.scrollTop = log.scrollHeight;
  }
  const linked = (said) => said.split(/(https?:\/\/[^\s<>"]+)/).map((part, place) =>
    place % 2 ? make("a", { href: part, target: "_blank", rel: "noopener nofollow" }, part) : part);
  /** After the bot's answer: it helped, or a person is wanted. */
  function verdict() {
    const line = make("div", { class: "verdict" });
    for (const [label, helped] of [[words.helped, true], [words.person, false]]) {
      const button = make("button", { type: "button" }, label);
      button.addEventListener("click", () => ask("verdict", { helped }).then(() => line.remove(), (error) => say(error.message)));
      line.append(button);
    }
    return line;
  }
  /** One click for a score; another one changes it. Words may follow. */
  function stars({ number, survey }) {
    const line = make("div", { class: "marks", role: "group", "aria-label": words.ask5 });
    const told = make("small", { role: "status" }, survey.score ? words.thanks : words.ask5);
    const buttons = words.marks.map((mark, place) => {
      const button = make("button", { type: "button", title: mark, "aria-label": `${place + 1} ${mark}`, "aria-pressed": String(survey.score === place + 1) }, String(place + 1));
      button.addEventListener("click", () => ask("score", { number, score: place + 1 }).then(() => {
        buttons.forEach((each) => each.setAttribute("aria-pressed", String(each === button)));
        told.textContent = words.thanks;
        why.hidden = false;
      }, (error) => say(error.message)));
      return button;
    });
    const reason = make("input", { "aria-label": words.why, placeholder: words.why, maxlength: "2000" });
    const why = make("form", { class: "verdict" });
    why.append(reason, make("button", {}, words.send));
    why.hidden = true;
    why.addEventListener("submit", (event) => {
      event.preventDefault();
      const score = buttons.findIndex((each) => each.getAttribute("aria-pressed") === "true") + 1;
      if (!reason.value.trim()) return;
      ask("score", { number, score, comment: reason.value }).then(() => {
        why.hidden = true;
        told.textContent = words.heard;
      }, (error) => say(error.message));
    });
    line.append(told, ...buttons, why);
    return line;
  }
  function take(message) {
    if (message.number <= last) return true;
    if (message.number > last + 1) return false;
    last = message.number;
    if (message.client) forget(message.client);
    show(message);
    if (message.from !== "visitor") {
      typing.textContent = "";
      if (!isOpen() && greeted) tally(unread + 1);
    }
    return true;
  }
  const tally = (number) => {
    unread = number;
    count.hidden = !number;
    count.textContent = String(number);
    launch.setAttribute("aria-label", number ? `${words.open} (${number} ${words.unread})` : isOpen() ? words.close : words.open);
  };
  /** Ask for what lacks, again and again until the answer is here. */
  function pull() {
    pulling ??= (async () => {
      for (let wait = 1000; ; wait = Math.min(wait * 2, 15000)) {
        try {
          const { messages } = await ask("messages", { after: last });
          if (messages.length) { last = messages[0].number - 1; messages.forEach(take); }
          break;
        } catch (error) {
          if (error.final) break;
          await pause(error.wait || wait);
        }
      }
      pulling = null;
    })();
    return pulling;
  }
  let wake = () => {};
  const pause = (time) => new Promise((done) => { wake = done; setTimeout(done, time); });
  window.addEventListener("online", () => wake());

  function listen() {
    if (stream || !set?.ticket) return;
    stream = new EventSource(`${base}sse/?site=${encodeURIComponent(key)}&ticket=${encodeURIComponent(set.ticket)}&after=${last}`);
    const own = stream;
    own.addEventListener("open", () => { say(""); flush(); });
    own.addEventListener("message", ({ data }) => {
      const fact = JSON.parse(data);
      if (fact.topic === "message") take(fact) || pull();
      else if (fact.topic === "said" && fact.number > last) pull();
      else if (fact.topic === "typing") showTyping();
    });
    own.addEventListener("error", () => {
      if (isOpen()) say(words.lost);
      if (own.readyState !== EventSource.CLOSED) return; // it asks again by itself
      stream = null;
      pause(3000).then(greet);
    });
  }
  let typed = 0;
  function showTyping() {
    typing.textContent = `${words.us} ${words.typing}`;
    clearTimeout(typed);
    typed = setTimeout(() => (typing.textContent = ""), 6000);
  }
  const say = (text, ...more) => {
    const whole = [text, ...more.map((each) => each.textContent ?? each)].join("");
    if (notice.textContent !== whole) notice.replaceChildren(text, ...more);
    notice.hidden = !text;
  };
  /** The way out where the page keeps us from our server: its CSP, a sandbox, a filter. */
  const chatPage = new URL(`../w/${encodeURIComponent(key)}/?lang=${lang}`, base).href;
  const door = full ? [] : [" ", make("a", { href: chatPage, target: "_blank", rel: "noopener" }, words.door)];
  let barred = window.origin === "null"; // a sandboxed frame: the server cannot know whose it is
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    if (effectiveDirective !== "connect-src" || !base.startsWith(new URL(blockedURI, base).origin)) return;
    barred = true; // asking again would only fill the page's console
    say(words.barred, ...door);
  });
  let long = false;
  const tooLong = (text) => {
    const size = [...text.normalize("NFC")].length, was = long;
    long = size > 4000;
    if (long) say(words.long(size.toLocaleString(lang))); else if (was) say("");
    return long;
  };

  // What we say waits in a queue that outlives the page, until its number has come back.
  const queue = () => [read().queue ?? []].flat();
  const forget = (client) => write({ queue: queue().filter((each) => each.client !== client) });
  let flushing = false, refused = "";
  async function flush() {
    if (flushing) return;
    flushing = true;
    for (let wait = 1000; queue().length; ) {
      const [first] = queue();
      try {
        const message = await ask("say", { client: first.client, text: first.text });
        forget(first.client);
        if (message.number === last + 1) take(message); else if (message.number > last) await pull();
        if (refused) say((refused = ""));
        wait = 1000;
        listen();
      } catch (error) {
        if (error.final) drop(first, error.message);
        else {
          say((refused = error.told ? error.message : words.lost));
          await pause(error.wait || wait);
          wait = Math.min(wait * 2, 15000);
        }
      }
    }
    flushing = false;
  }
  function drop({ client, text }, why) {
    forget(client);
    seen.get(client)?.remove();
    seen.delete(client);
    if (!input.value) input.value = text;
    say(`${words.failed}: ${why}`);
  }
  function speak(text) {
    const message = { client: random(), text };
    write({ queue: [...queue(), message], began: true });
    show({ ...message, from: "visitor" });
    flush();
  }
  async function speakFile(file) {
    const client = random();
    write({ began: true });
    show({ client, from: "visitor", file: { name: file.name } });
    for (let wait = 1000; ; wait = Math.min(wait * 2, 15000)) {
      try {
        const message = await ask("say", { client }, file);
        if (message.number === last + 1) take(message); else if (message.number > last) await pull();
        return listen();
      } catch (error) {
        if (error.final) return drop({ client, text: "" }, error.message);
        say(error.told ? error.message : words.lost);
        await pause(error.wait || wait);
      }
    }
  }

  // Opening and closing; the first time we ask how to look and what was said.
  async function greet() {
    if (window.origin === "null") return say(words.barred, ...door, ` ${words.copy} ${chatPage}`); // links may be barred too
    try {
      set = await ask("hello", {});
    } catch (error) {
      if (barred) return;
      if (error.told) say(error.message); else say(words.down, ...door);
      if (!error.final) pause(5000).then(() => barred || greet());
      return;
    }
    host.style.setProperty("--brand", set.color);
    host.style.setProperty("--ink", set.ink);
    say("");
    if (greeted === null) {
      title.textContent = set.name;
      show({ from: "agent", name: set.name, text: set.greeting, number: -1 });
      if (set.messages.length) last = set.messages[0].number - 1;
    }
    if (set.messages.length && set.messages[0].number > last + 1) last = set.messages[0].number - 1;
    set.messages.forEach(take);
    queue().forEach((each) => show({ ...each, from: "visitor" }));
    greeted = true;
    arrange();
    if (last || read().began) listen();
    flush();
  }
  function arrange() {
    const closed = !set.open && !read().began;
    const asks = set.consent && !read().agreed;
    agreeText.textContent = set.consent;
    agree.hidden = !asks;
    away.hidden = !closed || !!asks;
    form.hidden = closed || !!asks;
    if (closed) say(set.away);
  }
  const focusable = () => [...box.querySelectorAll("button, textarea, input, a, [tabindex='0']")]
    .filter((each) => each.tabIndex >= 0 && each.offsetParent !== null);
  function open() {
    box.hidden = false;
    launch.setAttribute("aria-expanded", "true");
    tally(0);
    write({ open: true });
    (greeted ? Promise.resolve() : greet()).then(() => {
      log.scrollTop = log.scrollHeight;
      [input, fields.who, agreeButton].find((each) => each.offsetParent)?.focus();
    });
    shut.focus();
  }
  function close() {
    box.hidden = true;
    launch.setAttribute("aria-expanded", "false");
    tally(0);
    write({ open: false });
    launch.focus();
  }
  launch.addEventListener("click", () => (isOpen() ? close() : open()));
  shut.addEventListener("click", close);
  agreeButton.addEventListener("click", () => {
    write({ agreed: new Date().toISOString() });
    arrange();
    (form.hidden ? fields.who : input).focus();
  });
  box.addEventListener("keydown", (event) => {
    event.stopPropagation(); // shortcuts of the page do not hear what is typed here
    if (event.key === "Escape" && !event.isComposing && !full) return close();
    if (event.key !== "Tab") return;
    const all = focusable();
    const end = event.shiftKey ? all[0] : all[all.length - 1];
    if (root.activeElement === end) {
      event.preventDefault();
      (event.shiftKey ? all[all.length - 1] : all[0]).focus();
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = input.value.trim();
    if (!text || tooLong(text)) return;
    input.value = "";
    speak(text);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    form.requestSubmit();
  });
  let told = 0;
  input.addEventListener("input", () => {
    if (!last || Date.now() - told < 4000) return;
    told = Date.now();
    ask("typing", {}).catch(() => {});
  });
  clip.addEventListener("click", () => pick.click());
  pick.addEventListener("change", () => {
    if (pick.files[0]) speakFile(pick.files[0]);
    pick.value = "";
  });
  const form_id = random();
  away.addEventListener("submit", (event) => {
    event.preventDefault();
    if (tooLong(fields.text.value.trim())) return;
    const said = { client: form_id, who: fields.who.value, to: fields.to.value, text: fields.text.value };
    ask("leave", said).then(() => { away.hidden = true; say(words.left); shut.focus(); }, (error) => say(error.message));
  });

  window.dangolChat = { open, close };
  const start = () => {
    document.body.append(host);
    if (full || read().open) open();
    else if (read().began) greet();
  };
  if (document.body) start(); else document.addEventListener("DOMContentLoaded", start);
})();

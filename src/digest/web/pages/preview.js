"use strict";
// Keeps the preview up to date, and keeps its place: the view, the colours, the scroll.

const NARROW = 780; // pixels: below, an email of 700 does not fit beside the page's own edges
const PATIENCE = 1500; // milliseconds without a connection until the page says so
const body = document.body;

// What the editor chose lasts as long as the tab does.
function chosen(name, otherwise) {
  return sessionStorage.getItem("digest." + name) || otherwise;
}

function choose(name, value) {
  sessionStorage.setItem("digest." + name, value);
  show(name, value);
}

function show(name, value) {
  body.dataset[name] = value;
  for (const button of document.querySelectorAll(`button[data-${name}]`)) {
    button.setAttribute("aria-pressed", String(button.dataset[name] === value));
  }
  showMail();
}

// A new frame is filled behind the old one and takes its place at the same scroll.
function showMail() {
  const [frame, ...arriving] = document.querySelectorAll("iframe.frame");
  if (!frame) return;
  const wanted = `${frame.dataset.mail}&scheme=${body.dataset.scheme}&v=${body.dataset.version}`;
  if (frame.getAttribute("src") === wanted && !arriving.length) return;
  arriving.forEach((each) => each.remove());
  const next = frame.cloneNode();
  next.classList.add("arriving");
  next.src = wanted;
  next.addEventListener("load", () => {
    openLinksOutside(next);
    next.contentWindow.scrollTo(0, frame.contentWindow.scrollY);
    next.classList.remove("arriving");
    frame.remove();
  }, { once: true });
  frame.after(next);
}

// A link of the email opens beside the preview, not inside it; one within the email stays.
function openLinksOutside(frame) {
  for (const link of frame.contentDocument.querySelectorAll("a[href]:not([href^='#'])")) {
    link.target = "_blank";
    link.rel = "noopener noreferrer";
  }
}

// What the server said last; the page itself also holds what the editor did, an open menu.
const said = new Map();
for (const part of document.querySelectorAll("[data-live]")) said.set(part.id, part.innerHTML);

async function takeUp() {
  const answer = await fetch(location.href, { cache: "no-store" });
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const parts = [...fresh.querySelectorAll("[data-live]")];
  if (parts.length !== said.size || parts.some((part) => !said.has(part.id))) {
    location.reload(); // another kind of page: the first issue has come, or the last has gone
    return;
  }
  const changed = parts.filter((part) => part.innerHTML !== said.get(part.id));
  for (const part of changed) {
    said.set(part.id, part.innerHTML);
    document.getElementById(part.id).replaceChildren(...part.childNodes);
  }
  const isNewMail = body.dataset.version !== fresh.body.dataset.version;
  body.dataset.revision = fresh.body.dataset.revision;
  body.dataset.version = fresh.body.dataset.version;
  document.title = fresh.title;
  showMail();
  if (changed.length || isNewMail) announce();
}

let fading;
function announce() {
  const news = document.getElementById("news");
  news.textContent = `Updated at ${new Date().toLocaleTimeString()}`;
  news.classList.add("fresh");
  clearTimeout(fading);
  fading = setTimeout(() => news.classList.remove("fresh"), 2500);
}

function listen() {
  const stopped = document.getElementById("stopped");
  const events = new EventSource("/events");
  events.onopen = () => { stopped.hidden = true; };
  events.onmessage = (event) => {
    if (event.data !== body.dataset.revision) takeUp();
  };
  events.onerror = () => setTimeout(() => {
    stopped.hidden = events.readyState === EventSource.OPEN;
  }, PATIENCE);
}

for (const button of document.querySelectorAll(".switch button")) {
  const name = button.dataset.view ? "view" : "scheme";
  button.addEventListener("click", () => choose(name, button.dataset[name]));
}
const first = document.querySelector("iframe.frame");
if (first) {
  first.addEventListener("load", () => openLinksOutside(first));
  openLinksOutside(first); // it may have loaded before this script did
}
show("view", chosen("view", innerWidth < NARROW ? "phone" : "desktop"));
show("scheme", chosen("scheme", "light"));
listen();

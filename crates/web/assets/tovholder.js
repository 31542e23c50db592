// What makes the pages pleasanter. Every page works without it.
(function () {
  'use strict';
  const body = document.body;

  if (window.DKFDS) {
    window.DKFDS.init();
    document.addEventListener('htmx:load', function (event) {
      if (event.detail.elt !== body) window.DKFDS.init({ scope: event.detail.elt });
    });
  }
  // Requests by script carry the session's token as a header.
  document.addEventListener('htmx:configRequest', function (event) {
    if (body.dataset.csrf) event.detail.headers['X-CSRF-Token'] = body.dataset.csrf;
  });

  // "/" goes to the search, unless one is writing.
  document.addEventListener('keydown', function (event) {
    const search = document.getElementById('soeg');
    const writing = event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key !== '/' || !search || writing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
    search.select();
  });

  document.querySelectorAll('[data-print]').forEach(function (button) {
    button.hidden = false;
    button.addEventListener('click', function () { window.print(); });
  });

  // A form is sent once, however often its button is pressed. The key in it makes that true on the server too.
  document.addEventListener('submit', function (event) {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = 'yes';
    form.setAttribute('aria-busy', 'true');
    // A download leaves the page where it is; after a while it may be asked for again.
    window.setTimeout(function () { delete form.dataset.sent; form.removeAttribute('aria-busy'); }, 4000);
  });

  // Typed and not sent: the browser asks before the page is left.
  let typed = false;
  document.querySelectorAll('form[data-keep]').forEach(function (form) {
    form.addEventListener('input', function () { typed = true; });
    form.addEventListener('submit', function () { typed = false; });
  });
  window.addEventListener('beforeunload', function (event) { if (typed) event.preventDefault(); });

  // A meeting says how long is left of it.
  document.querySelectorAll('[data-timer]').forEach(function (timer) {
    const starts = Date.parse(timer.dataset.starts);
    const ends = Date.parse(timer.dataset.ends);
    const tell = function () {
      const now = Date.now();
      const minutes = Math.ceil((ends - now) / 60000);
      if (now < starts) timer.textContent = '';
      else if (minutes > 0) timer.textContent = '· ' + minutes + (minutes === 1 ? ' minut' : ' minutter') + ' tilbage';
      else timer.textContent = '· tiden er gået for ' + (-minutes) + ' minutter siden';
    };
    tell();
    window.setInterval(tell, 15000);
  });

  // What is written is kept quietly a little after one stops; the form's own key stays for when it is saved.
  document.querySelectorAll('form[data-draft]').forEach(function (form) {
    const said = form.querySelector('[data-draft-said]');
    let waiting;
    const keep = function () {
      if (form.dataset.sent) return;
      const fields = new URLSearchParams(new FormData(form));
      fields.delete('csrf');
      fields.delete('noegle');
      fields.append('stille', 'ja');
      fetch(form.dataset.draft, {
        method: 'POST', headers: { 'X-CSRF-Token': body.dataset.csrf }, body: fields, redirect: 'manual', keepalive: true,
      }).then(function (answer) {
        if (answer.status !== 204) throw new Error('not kept');
        const now = new Date().toLocaleTimeString('da-DK', { hour: '2-digit', minute: '2-digit' });
        said.textContent = 'Kladde gemt kl. ' + now;
      }).catch(function () { said.textContent = 'Kladden er ikke gemt. Kopiér teksten, før du lukker siden.'; });
    };
    form.addEventListener('input', function () {
      window.clearTimeout(waiting);
      waiting = window.setTimeout(keep, 10000);
    });
    form.addEventListener('submit', function () { window.clearTimeout(waiting); });
  });

  // A chosen phrase goes into the text where one writes, with its first fill-in marked.
  const pick = document.querySelector('[data-phrases]');
  const insert = document.querySelector('[data-phrase-insert]');
  if (pick && insert) {
    const area = pick.form.querySelector('textarea');
    const put = function () {
      const option = Array.from(pick.list.options).find(function (one) { return one.value === pick.value; });
      if (!option) return false;
      const at = area.selectionStart;
      const before = area.value.slice(0, at).replace(/\s+$/, '');
      const text = (before ? '\n\n' : '') + option.dataset.text;
      area.value = before + text + area.value.slice(at);
      pick.form.querySelector('[data-phrase-from]').value = option.dataset.id;
      pick.value = '';
      const open = area.value.indexOf('[', before.length);
      area.focus();
      if (open >= 0) area.setSelectionRange(open, area.value.indexOf(']', open) + 1);
      area.dispatchEvent(new Event('input', { bubbles: true }));
      return true;
    };
    pick.addEventListener('input', function (event) { if (event.inputType !== 'insertText') put(); });
    insert.addEventListener('click', function (event) { if (put()) event.preventDefault(); });
  }

  // Two minutes before an unused session ends there is a warning, and a way to stay that loses nothing.
  const minutes = Number(body.dataset.idleMinutes);
  const warning = document.getElementById('udloeb');
  if (!minutes || !warning || !warning.showModal) return;
  const left = document.getElementById('udloeb-tid');
  const failed = document.getElementById('udloeb-fejl');
  let timer;
  let ends;
  function begin() {
    window.clearTimeout(timer);
    ends = Date.now() + minutes * 60000;
    timer = window.setTimeout(warn, (minutes - 2) * 60000);
  }
  function warn() {
    if (!warning.open) warning.showModal();
    const seconds = Math.round((ends - Date.now()) / 1000);
    left.textContent = seconds <= 0 ? 'et øjeblik' : seconds <= 60 ? 'under et minut' : 'to minutter';
    if (seconds <= 0) {
      failed.textContent = 'Du er logget ud. Kopiér det, du har skrevet, før du lukker siden.';
      return;
    }
    timer = window.setTimeout(warn, 15000);
  }
  document.getElementById('udloeb-bliv').addEventListener('click', function () {
    fetch('/bliv', { method: 'POST', headers: { 'X-CSRF-Token': body.dataset.csrf }, redirect: 'manual' })
      .then(function (answer) {
        if (answer.status !== 204) throw new Error('not signed in');
        failed.textContent = '';
        warning.close();
        begin();
      })
      .catch(function () {
        failed.textContent = 'Det lykkedes ikke. Kopiér det, du har skrevet, og log ind igen i et nyt vindue.';
      });
  });
  document.addEventListener('htmx:afterRequest', begin);
  begin();
})();

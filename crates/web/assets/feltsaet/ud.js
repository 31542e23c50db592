// Signing out wipes the field kit. What is unsent is asked about first: sent, thrown away, or one stays signed in.
(function () {
  'use strict';
  const NAME = 'tovholder-feltsaet';
  const form = document.querySelector('form[action="/log-ud"]');
  if (!form || !window.indexedDB || !indexedDB.databases) return;
  let decided = false;

  /** How many records of the device are written and not sent. */
  async function unsent() {
    const known = await indexedDB.databases();
    if (!known.some(function (one) { return one.name === NAME; })) return 0;
    return new Promise(function (resolve, reject) {
      const asked = indexedDB.open(NAME);
      asked.onerror = function () { reject(asked.error); };
      asked.onsuccess = function () {
        const db = asked.result;
        if (!db.objectStoreNames.contains('sealed')) { db.close(); resolve(0); return; }
        const all = db.transaction('sealed').objectStore('sealed').getAll();
        all.onsuccess = function () {
          db.close();
          resolve(all.result.filter(function (one) { return one.unsent; }).length);
        };
        all.onerror = function () { db.close(); reject(all.error); };
      };
    });
  }

  function wiped() {
    return new Promise(function (resolve) {
      const asked = indexedDB.deleteDatabase(NAME);
      asked.onsuccess = asked.onerror = asked.onblocked = resolve;
    });
  }

  function ask(number) {
    const dialog = document.createElement('dialog');
    dialog.className = 'th-idle';
    dialog.setAttribute('aria-labelledby', 'feltsaet-ud');
    const heading = document.createElement('h2');
    heading.id = 'feltsaet-ud';
    heading.className = 'h3';
    heading.textContent = number === 1 ? '1 skema på tabletten er ikke sendt' : number + ' skemaer på tabletten er ikke sendt';
    const text = document.createElement('p');
    text.textContent = 'Når du logger ud, slettes feltsættet fra denne tablet. Send først, eller slet det, der ikke er sendt.';
    const acts = document.createElement('div');
    acts.className = 'th-acts';
    const send = document.createElement('a');
    send.className = 'button button-primary';
    send.href = '/feltsaet/tablet/';
    send.textContent = 'Åbn feltsættet og send';
    acts.append(send);
    [['Slet det, og log ud', 'button-warning', async function () { decided = true; await wiped(); form.requestSubmit(); }],
      ['Bliv logget på', 'button-secondary', function () { dialog.close(); dialog.remove(); }]].forEach(function (one) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button ' + one[1];
      button.textContent = one[0];
      button.addEventListener('click', one[2]);
      acts.append(button);
    });
    dialog.append(heading, text, acts);
    document.body.append(dialog);
    dialog.showModal();
  }

  // Before the page's own care that a form is sent once, so that a sign-out one thinks better of can be tried again.
  form.addEventListener('submit', function (event) {
    if (decided) return;
    event.preventDefault();
    unsent().then(async function (number) {
      if (number > 0) { ask(number); return; }
      decided = true;
      await wiped();
      form.requestSubmit();
    }).catch(function () { decided = true; form.requestSubmit(); });
  });
})();

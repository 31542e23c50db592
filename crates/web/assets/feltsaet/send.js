// All talk with the server. A failure of the net is thrown as Offline, nobody signed in as SignedOut; what the server
// decided about a form is an answer.
export class Offline extends Error {}
export class SignedOut extends Error {}
export class Refused extends Error {}

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { redirect: 'manual', cache: 'no-store', ...options });
  } catch {
    throw new Offline(path);
  }
  if (answer.type === 'opaqueredirect') throw new SignedOut(path);
  if (!answer.ok) throw new Refused(String(answer.status));
  try {
    return await answer.json();
  } catch {
    throw new Offline(path);
  }
}

/** Who is signed in, with the token of the session and the kits the server knows. */
export const known = () => ask('/feltsaet/kit');

/** A kit's forms. */
export const contents = (kit) => ask(`/feltsaet/kit/${encodeURIComponent(kit)}`);

/** Whether a kit is to be wiped; asked without a session, since whoever found the tablet has none. */
export const isRevoked = async (kit) => (await ask(`/feltsaet/spaerret/${encodeURIComponent(kit)}`)).wipe === true;

/** The body of a form that goes home. Made once, kept with its key, and sent the same until there is an answer. */
export function body(entry, lateBecause) {
  const rows = Object.entries(entry.state.rows).map(([id, rows]) => [id, rows.map(({ from, cells }) => ({ from, cells }))]);
  return JSON.stringify({
    case: entry.case, form: entry.form.id, base: entry.base, fields: entry.state.fields, rows: Object.fromEntries(rows),
    signatures: entry.state.signatures, note: entry.state.note, late_because: lateBecause,
  });
}

/** Sends a form home. */
export function deliver(entry, csrf) {
  const fields = new URLSearchParams({ csrf, noegle: entry.sending.key, svar: entry.sending.body });
  return ask(`/feltsaet/kit/${encodeURIComponent(entry.kit)}/aflever`, { method: 'POST', body: fields });
}

/** Tells that the device was wiped by its owner. */
export const ended = (csrf) => ask('/feltsaet/slut', { method: 'POST', body: new URLSearchParams({ csrf }) });

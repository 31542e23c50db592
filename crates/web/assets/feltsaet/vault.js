// What lies on the device, sealed: AES-256-GCM under a key that is never stored (O-1). The key comes from the device's
// authenticator (WebAuthn PRF) or from a passphrase, is not extractable, and is held in memory while the page is open.
//
// In clear stand only: how the key is made, which kit a record belongs to, when it is wiped, whether it is unsent or sent.
// They are bound to the record, so that none can be exchanged.

const NAME = 'tovholder-feltsaet';
export const SHORTEST = 12;
const ITERATIONS = 600_000;
const CHECK = 'tovholder feltsaet 1';
const text = new TextEncoder();
const plain = new TextDecoder();

let key = null;
let opened = null;

/** The database; made when first asked for. */
function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('vault', { keyPath: 'id' });
      asked.result.createObjectStore('sealed', { keyPath: 'id' });
    };
    asked.onsuccess = () => {
      // Another page wipes the device, or a later version of the program opens it.
      asked.result.onversionchange = () => { asked.result.close(); opened = null; };
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

/** One transaction; done when it is on the disk, not when it was asked for. */
async function run(mode, does) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const tx = db.transaction(['vault', 'sealed'], mode, { durability: 'strict' });
    let answer;
    tx.oncomplete = () => resolve(answer?.result);
    tx.onabort = () => reject(tx.error ?? new Error('aborted'));
    answer = does(tx.objectStore('vault'), tx.objectStore('sealed'));
  });
}

const header = () => run('readonly', (vault) => vault.get('vault'));
const bound = (record) => text.encode(JSON.stringify([record.id, record.kit, record.until, record.unsent, record.sent]));

async function seal(value, additionalData) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, text.encode(JSON.stringify(value)));
  return { iv, data };
}

async function unseal({ iv, data }, additionalData, by = key) {
  return JSON.parse(plain.decode(await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData }, by, data)));
}

const AES = { name: 'AES-GCM', length: 256 };

async function fromPassphrase(passphrase, salt, iterations) {
  const base = await crypto.subtle.importKey('raw', text.encode(passphrase.normalize('NFC')), 'PBKDF2', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'PBKDF2', hash: 'SHA-256', salt, iterations }, base, AES, false, ['encrypt', 'decrypt']);
}

async function fromSecret(secret, salt) {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  return crypto.subtle.deriveKey({ name: 'HKDF', hash: 'SHA-256', salt, info: text.encode(CHECK) }, base, AES, false, ['encrypt', 'decrypt']);
}

/** Asks the authenticator for the secret it makes of the salt; the person shows themselves to it first. */
async function asked(credential, salt) {
  const answer = await navigator.credentials.get({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      allowCredentials: [{ type: 'public-key', id: credential }],
      userVerification: 'required',
      extensions: { prf: { eval: { first: salt } } },
    },
  });
  return answer.getClientExtensionResults().prf?.results?.first;
}

/** Whether the device may have an authenticator that makes keys. Whether it does is known when it is asked. */
export async function mayHaveAuthenticator() {
  if (!window.PublicKeyCredential || /^[\d.:[\]]+$/.test(location.hostname)) return false;
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false);
}

async function made(header) {
  const additionalData = text.encode(header.way);
  header.check = await seal(CHECK, additionalData);
  await run('readwrite', (vault) => vault.put(header));
}

/** Makes the vault with a passphrase. */
export async function createWithPassphrase(passphrase) {
  const salt = crypto.getRandomValues(new Uint8Array(16));
  key = await fromPassphrase(passphrase, salt, ITERATIONS);
  await made({ id: 'vault', way: 'passphrase', salt, iterations: ITERATIONS, seen: Date.now() });
}

/** Makes the vault with the device's authenticator; false when it cannot make keys. */
export async function createWithAuthenticator() {
  const salt = crypto.getRandomValues(new Uint8Array(32));
  const credential = await navigator.credentials.create({
    publicKey: {
      challenge: crypto.getRandomValues(new Uint8Array(32)),
      rp: { name: 'Tovholder' },
      user: { id: crypto.getRandomValues(new Uint8Array(16)), name: 'feltsæt', displayName: 'Feltsæt' },
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }, { type: 'public-key', alg: -257 }],
      authenticatorSelection: { userVerification: 'required', residentKey: 'discouraged' },
      extensions: { prf: { eval: { first: salt } } },
    },
  });
  const said = credential.getClientExtensionResults().prf;
  if (!said?.enabled && !said?.results) return false;
  const secret = said.results?.first ?? (await asked(credential.rawId, salt));
  if (!secret) return false;
  key = await fromSecret(secret, salt);
  await made({ id: 'vault', way: 'authenticator', salt, credential: credential.rawId, seen: Date.now() });
  return true;
}

/** How the vault is opened: 'passphrase', 'authenticator', or null when there is none. */
export async function way() {
  return (await header())?.way ?? null;
}

/** Opens the vault; false when it is not the right passphrase, or the authenticator makes another key. */
export async function unlock(passphrase) {
  const known = await header();
  let wanted;
  if (known.way === 'passphrase') wanted = await fromPassphrase(passphrase, known.salt, known.iterations);
  else {
    const secret = await asked(known.credential, known.salt);
    if (!secret) return false;
    wanted = await fromSecret(secret, known.salt);
  }
  try {
    if ((await unseal(known.check, text.encode(known.way), wanted)) !== CHECK) return false;
  } catch {
    return false;
  }
  key = wanted;
  return true;
}

/** Forgets the key. */
export function lock() {
  key = null;
}

export const isOpen = () => key !== null;

/** Seals an entry. `until` is the instant it is wiped, by the device's clock; `unsent` says that something is written. */
export async function put(entry) {
  if (!key) throw new Error('locked');
  const record = { id: entry.id, kit: entry.kit, until: entry.until, unsent: entry.changed === true && !entry.sent, sent: Boolean(entry.sent) };
  Object.assign(record, await seal(entry, bound(record)));
  await run('readwrite', (_, sealed) => sealed.put(record));
}

/** Every entry, opened. One that was tampered with is left where it is and counted. */
export async function all() {
  const records = await run('readonly', (_, sealed) => sealed.getAll());
  const entries = [];
  let broken = 0;
  for (const record of records) {
    try {
      entries.push(await unseal(record, bound(record)));
    } catch {
      broken += 1;
    }
  }
  return { entries, broken };
}

/** What can be told without the key: how many records, how many unsent, of which kits, and when the first is wiped. */
export async function outside() {
  const records = await run('readonly', (_, sealed) => sealed.getAll());
  return {
    count: records.length,
    unsent: records.filter((record) => record.unsent).length,
    sent: records.filter((record) => record.sent).length,
    kits: [...new Set(records.map((record) => record.kit))],
    until: records.length ? Math.min(...records.map((record) => record.until)) : null,
  };
}

export const remove = (id) => run('readwrite', (_, sealed) => sealed.delete(id));

/** Wipes one kit. */
export async function wipeKit(kit) {
  const records = await run('readonly', (_, sealed) => sealed.getAll());
  for (const record of records) if (record.kit === kit) await remove(record.id);
  await wipeIfEmpty();
}

/** Wipes what has had its days, by the latest instant this device has ever seen; answers how many records went. */
export async function wipeOld() {
  const known = await header();
  if (!known) return 0;
  const now = Math.max(Date.now(), known.seen);
  await run('readwrite', (vault) => vault.put({ ...known, seen: now }));
  const records = await run('readonly', (_, sealed) => sealed.getAll());
  const old = records.filter((record) => record.until <= now);
  for (const record of old) await remove(record.id);
  if (old.length) await wipeIfEmpty();
  return old.length;
}

async function wipeIfEmpty() {
  if ((await outside()).count === 0) await wipe();
}

/** Wipes everything, the salt too: what a key could be made from is gone. */
export async function wipe() {
  key = null;
  await run('readwrite', (vault, sealed) => { vault.clear(); return sealed.clear(); });
  (await database()).close();
  opened = null;
  await new Promise((resolve) => {
    const asked = indexedDB.deleteDatabase(NAME);
    asked.onsuccess = asked.onerror = asked.onblocked = () => resolve();
  });
}

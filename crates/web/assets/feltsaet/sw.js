// Keeps the files of the page that works without a connection, and nothing else: never a page with data, never an answer
// of the server about somebody. BASE stands above, put there by the server: the address of this version's files.
//
// A new version is fetched whole before it is used, and waits until no page of the old one is open, so that a page never
// runs with half of each.
const HOME = '/feltsaet/tablet/';
const KEPT = 'feltsaet-';
const CACHE = KEPT + BASE;
const FILES = [
  'tovholder.css',
  'tovholder.svg',
  'vendor/dkfds/css/dkfds.min.css',
  'vendor/dkfds/fonts/IBMPlexSans/complete/woff2/IBMPlexSans-Regular.woff2',
  'vendor/dkfds/fonts/IBMPlexSans/complete/woff2/IBMPlexSans-Medium.woff2',
  'vendor/dkfds/fonts/IBMPlexSans/complete/woff2/IBMPlexSans-SemiBold.woff2',
  'vendor/dkfds/fonts/IBMPlexSans/complete/woff2/IBMPlexSans-Bold.woff2',
  'feltsaet/app.js',
  'feltsaet/conflict.js',
  'feltsaet/dom.js',
  'feltsaet/form.js',
  'feltsaet/print.js',
  'feltsaet/send.js',
  'feltsaet/sign.js',
  'feltsaet/vault.js',
  'feltsaet/feltsaet.webmanifest',
  'feltsaet/ikon-192.png',
  'feltsaet/ikon-512.png',
];

async function keep() {
  const cache = await caches.open(CACHE);
  // A sign-in page is no frame: whoever is not signed in keeps the version they have.
  const frame = await fetch(HOME, { cache: 'reload', redirect: 'error' });
  if (!frame.ok || !(await frame.clone().text()).includes(`${BASE}/feltsaet/app.js`)) throw new Error('not this version');
  await cache.put(HOME, frame);
  await cache.addAll(FILES.map((file) => `${BASE}/${file}`));
}

self.addEventListener('install', (event) => {
  event.waitUntil(keep().catch(async (error) => { await caches.delete(CACHE); throw error; }));
});

self.addEventListener('activate', (event) => {
  event.waitUntil((async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name.startsWith(KEPT) && name !== CACHE).map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  const frame = request.mode === 'navigate' && url.pathname === HOME;
  if (!frame && !url.pathname.startsWith('/static/')) return;
  event.respondWith((async () => {
    const cache = await caches.open(CACHE);
    return (await cache.match(frame ? HOME : request, { ignoreSearch: true })) ?? fetch(request);
  })());
});

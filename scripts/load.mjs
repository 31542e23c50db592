// Fifty caseworkers at work on a running demo town: each asks a page a second for thirty seconds, "I dag" and a case in
// turn. Times run from the instant the page was due. Usage: node scripts/load.mjs http://127.0.0.1:8080
const address = process.argv[2] ?? 'http://127.0.0.1:8080';
const door = await (await fetch(`${address}/log-ind`)).text();
const people = [...door.matchAll(/name="person" value="([0-9a-f-]{36})"[^]*?<strong>([^<]+)<\/strong>/g)];
const caseworkers = people.filter(([, , name]) => /Karen|Jonas|Mette/.test(name)).map(([, id]) => id);

async function signIn(person) {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: address, 'sec-fetch-site': 'same-origin' };
  const answer = await fetch(`${address}/log-ind/demo`, { method: 'POST', redirect: 'manual', headers, body: `person=${person}&til=` });
  return answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]).join('; ');
}

const users = [];
for (let i = 0; i < 50; i += 1) users.push(await signIn(caseworkers[i % caseworkers.length]));
const sheet = await (await fetch(`${address}/i-dag?hvem=mig`, { headers: { cookie: users[0] } })).text();
const cases = [...new Set([...sheet.matchAll(/href="(\/sager\/[0-9a-f-]{36})"/g)].map(([, path]) => path))];
const times = { 'I dag': [], 'case page': [] };
let failed = 0;
const end = Date.now() + 30_000;
await Promise.all(users.map(async (cookie, i) => {
  await new Promise((go) => setTimeout(go, i * 20));
  for (let n = 0, due = performance.now(); Date.now() < end; n += 1, due += 1000) {
    const kind = n % 2 ? 'case page' : 'I dag';
    const answer = await fetch(address + (n % 2 ? cases[(i + n) % cases.length] : '/i-dag'), { headers: { cookie } });
    await answer.text();
    if (answer.status !== 200) failed += 1;
    times[kind].push(performance.now() - due);
    await new Promise((go) => setTimeout(go, Math.max(0, due + 1000 - performance.now())));
  }
}));
for (const [kind, all] of Object.entries(times)) {
  all.sort((a, b) => a - b);
  const at = (share) => all[Math.floor(all.length * share)].toFixed(1);
  console.log(`målt: ${kind}: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, max ${all.at(-1).toFixed(1)} ms (${all.length} pages)`);
}
console.log(`målt: failed: ${failed}`);

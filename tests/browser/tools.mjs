// What every part of the walk is made of: the town, someone's own browser, looking at a page, pressing and choosing.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [binary, data, pictures] = process.argv.slice(2);
mkdirSync(pictures, { recursive: true });
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Milliseconds a page or an act may take before the walk gives up on it. */
const PATIENCE = 30_000;

/** What was found so far. */
export const tally = { passed: 0, failures: [] };
const seen = new Set();

export function ok(condition, what) {
  if (condition) tally.passed += 1;
  else {
    tally.failures.push(what);
    console.log(`  FAILED: ${what}`);
  }
}

/** Starts the demo town and waits for its address; answers the address and the numbers of the tour. */
export function start() {
  const child = spawn(binary, ['demo', '--port', '0', '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout.on('data', (bytes) => {
      said += bytes;
      const address = said.match(/http:\/\/127\.0\.0\.1:\d+/);
      const tour = said.match(/Magnus Holm (\d{6}-\d{4}).*Sofie Holm (\d{6}-\d{4})/);
      if (address && tour && said.includes('Stop med')) resolve({ child, address: address[0], child_cpr: tour[1], parent_cpr: tour[2] });
    });
    child.on('exit', (code) => reject(new Error(`the demo ended with ${code}\n${said}`)));
  });
}

/** Pixels: a picture is for people, so a slow machine or a very tall page may cost the picture, never the walk. */
const TALLEST = 5000;

/** Keeps a picture of the page, no taller than people look at; tries twice, then says so and goes on. */
export async function picture(page, file) {
  for (const last of [false, true]) {
    try {
      const { width, height } = await page.evaluate(() => ({
        width: document.documentElement.clientWidth, height: document.documentElement.scrollHeight,
      }));
      const clip = { x: 0, y: 0, width, height: Math.min(height, TALLEST) };
      await page.screenshot({ path: `${pictures}/${file}.png`, fullPage: true, clip, animations: 'disabled' });
      if (height > TALLEST) console.log(`  ${file} is ${height} px tall; the picture shows the first ${TALLEST}`);
      return;
    } catch (error) {
      if (last) console.log(`  no picture of ${file}: ${String(error.message).split('\n')[0]}`);
    }
  }
}

/** Someone's own browser, patient with a slow machine. */
export async function person(browser, town) {
  const context = await browser.newContext({ baseURL: town.address, locale: 'da-DK' });
  context.setDefaultTimeout(PATIENCE);
  context.setDefaultNavigationTimeout(PATIENCE);
  return context;
}

/** Reads the page as axe does, at desktop and phone width, and keeps a picture of each. */
export async function look(page, name) {
  if (seen.has(name)) return;
  seen.add(name);
  for (const [width, height] of [[1280, 900], [390, 844], [320, 640]]) {
    await page.setViewportSize({ width, height });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    ok(overflow <= 1, `${name} at ${width} px scrolls sideways by ${overflow} px`);
    if (width !== 320) await picture(page, `${name}-${width}`);
    if (width === 390) continue;
    // The page's own policy forbids inline scripts: axe is put in through the debugger, as a browser extension would be.
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
    for (const violation of found.violations) {
      const where = violation.nodes.slice(0, 3).map((node) => node.target.join(' ')).join(' | ');
      ok(false, `${name} at ${width} px: ${violation.id}: ${violation.help} (${where})`);
    }
    tally.passed += 1;
  }
  await page.setViewportSize({ width: 1280, height: 900 });
}

export const button = (page, name) => page.getByRole('button', { name, exact: true });

export async function press(page, name) {
  await Promise.all([page.waitForLoadState('load'), button(page, name).first().click()]);
  await page.waitForLoadState('networkidle');
  const heading = await page.locator('h1').first().textContent();
  ok(!/fejl hos os|Findes ikke/i.test(heading ?? ''), `"${name}" led to "${heading}"`);
}

export async function open(page, path) {
  const answer = await page.goto(path);
  ok(answer.status() === 200, `${path} answered ${answer.status()}`);
}

export async function signIn(context, address, name) {
  const page = await context.newPage();
  page.on('pageerror', (error) => ok(false, `a script failed: ${error.message}`));
  page.on('console', (line) => {
    if (line.type() === 'error' && /Content Security Policy/i.test(line.text())) ok(false, `CSP: ${line.text()}`);
  });
  await page.goto(`${address}/log-ind`);
  await look(page, 'log-ind');
  await page.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  await page.waitForURL('**/i-dag');
  return page;
}

/** Turns the day until it is one on which everything may be sent; signs nobody out. */
export async function turn(page, days) {
  await page.goto(page.url());
  await page.locator(`.th-turn button[value="${days}"]`).click();
  await page.waitForURL('**/i-dag');
}

export async function today(page) {
  return (await page.locator('.th-turn strong').first().textContent()) ?? '';
}

export async function choose(page, name, value, { maybe = false } = {}) {
  const field = page.locator(`[name="${name}"]`).first();
  if ((await field.count()) === 0) {
    ok(maybe, `there is no field ${name}`);
    return;
  }
  if ((await field.evaluate((element) => element.tagName)) === 'SELECT') await field.selectOption(value);
  else {
    const radio = page.locator(`[name="${name}"][value="${value}"]`);
    if ((await radio.count()) === 0) return ok(maybe, `${name} has no choice ${value}`);
    await page.locator(`label[for="${await radio.getAttribute('id')}"]`).click();
  }
}

/** Chooses the first of some radio buttons. */
export async function first(page, name) {
  const radio = page.locator(`[name="${name}"]`).first();
  await page.locator(`label[for="${await radio.getAttribute('id')}"]`).click();
}

export async function step(page, caseAt, title) {
  await open(page, caseAt);
  const link = page.locator('main a', { hasText: title }).first();
  ok((await link.count()) > 0, `the case page leads to the step "${title}"`);
  await link.click();
  await page.waitForLoadState('networkidle');
}

/** Fetches what a link leads to, checks that it is a PDF, and keeps it beside the pictures. */
export async function pdf(page, link, file) {
  const answer = await page.context().request.get(await link.first().getAttribute('href'));
  const bytes = await answer.body();
  ok(answer.status() === 200 && bytes.subarray(0, 5).toString() === '%PDF-', `${file} is a PDF (${answer.status()})`);
  writeFileSync(`${pictures}/${file}.pdf`, bytes);
}

/** The main part of the page as text. */
export const said = (page) => page.locator('main').innerText();

/** A number of nobody for a child of so many years: the day of the month with 60 added, and 9900-9999 last. */
export function cprOfChild(years) {
  const born = new Date(Date.now() - years * 365.25 * 864e5);
  const two = (number) => String(number).padStart(2, '0');
  return `${two(born.getUTCDate() + 60)}${two(born.getUTCMonth() + 1)}${two(born.getUTCFullYear() % 100)}-9997`;
}

/** A day so many days from the one a page says it is, as a form takes it. */
export function day(from, days) {
  return new Date(Date.parse(`${from}T12:00:00Z`) + days * 864e5).toISOString().slice(0, 10);
}

/** Today in the town, as a form takes it: read from a form that suggests it. */
export async function todayIn(page, caseAt) {
  await open(page, `${caseAt}/forloeb`);
  return page.locator('[name=dag]').inputValue();
}

/** Opens a fold by what its summary says, if it is not open yet. */
export async function unfold(page, text) {
  const fold = page.locator('details:not([open]) > summary', { hasText: text });
  if ((await fold.count()) > 0) await fold.first().click();
}

/** Fills the fields of a form by name; a field that is not there is a failure. */
export async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`[name="${name}"]`);
    if ((await field.count()) > 0) await field.first().fill(value);
    else ok(false, `there is no field ${name}`);
  }
}

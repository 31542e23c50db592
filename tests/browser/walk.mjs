// The walk through every page in a browser, only with what the pages offer.
// Usage: node walk.mjs BINARY DATA-FOLDER PICTURE-FOLDER
import { chromium } from 'playwright-core';
import { adulthood } from './adulthood.mjs';
import { application, around, others } from './application.mjs';
import { calendar } from './calendar.mjs';
import { complaint } from './complaint.mjs';
import { enquiry } from './enquiry.mjs';
import { family } from './family.mjs';
import { fieldKit } from './fieldkit.mjs';
import { financing } from './financing.mjs';
import { functions } from './functions.mjs';
import { changed, takenIn } from './grants.mjs';
import { handover } from './handover.mjs';
import { absence, course, notification, print, standards } from './house.mjs';
import { indicators } from './indicators.mjs';
import { interfaces } from './interfaces.mjs';
import { masterRecord } from './master_record.mjs';
import { meeting } from './meeting.mjs';
import { network, signing } from './network.mjs';
import { access, drafts, files, letterByHand } from './papers.mjs';
import { plan, sharing } from './plan.mjs';
import { transition } from './transition.mjs';
import { look, ok, person, picture, signIn, start, tally, todayIn } from './tools.mjs';

/** Someone signed in, in a browser of their own. */
const desk = async (browser, town, name) => signIn(await person(browser, town), town.address, name);

/** Runs one part, says how long it took, and goes on to the next when it stops half-way. */
async function part(browser, name, run) {
  const begun = Date.now();
  try {
    return await run();
  } catch (error) {
    ok(false, `"${name}" stopped: ${error.stack}`);
    let nr = 0;
    for (const context of browser.contexts()) for (const page of context.pages()) await picture(page, `stopped-${name}-${(nr += 1)}`);
    return undefined;
  } finally {
    console.log(`  ${name}: ${((Date.now() - begun) / 1000).toFixed(1)} s`);
  }
}

/** The parts in the order a case goes through them; a part that needs a case is left out, as a failure, without it. */
async function walk(browser, town) {
  const run = (name, does) => part(browser, name, does);
  await run('standards', async () => standards(await person(browser, town)));
  const karen = await desk(browser, town, 'Karen Tangbjerg');
  const at = await run('application', () => application(browser, town, karen));
  if (!at) return;
  const today = await todayIn(karen, at.case);
  const henrik = await desk(browser, town, 'Henrik Vadsted');
  await run('around', () => around(karen, at.case));
  await run('drafts', () => drafts(karen, at.case));
  await run('files', () => files(karen, at.case));
  await run('letter by hand', () => letterByHand(karen, at.case, today));
  await run('complaint', async () => complaint(karen, await desk(browser, town, 'Jonas Havrelund'), henrik, at.case, today));
  await run('access to documents', () => access(karen, henrik, at.case));
  const running = await run('grant taken in', () => takenIn(karen, at.citizen, today));
  if (running) await run('grant changed', () => changed(karen, running, today));
  await run('course', () => course(karen, at.case));
  await run('calendar', () => calendar(karen, at.case, today));
  await run('meeting', () => meeting(karen, at.case, today));
  await run('plan', () => plan(karen, at.case, today));
  await run('sharing', () => sharing(karen, at.case));
  await run('functions', async () => functions(karen, henrik, await desk(browser, town, 'Jonas Havrelund'), at.case, today));
  await run('network', () => network(karen, at.case));
  await run('master record', () => masterRecord(karen, at.case));
  await run('interfaces', async () => interfaces(karen, henrik, await desk(browser, town, 'Susanne Holtegård'), at.case, today));
  await run('signing', () => signing(karen, at.case, today));
  await run('absence', () => absence(henrik, today));
  await run('handover', () => handover(henrik, karen, at.case));
  await run('notification', async () => notification(await desk(browser, town, 'Rikke Ågren')));
  await run('enquiry', async () => enquiry(await desk(browser, town, 'Louise Kærlund'), await desk(browser, town, 'Susanne Holtegård')));
  await run('transition', () => transition(henrik));
  await run('adulthood', () => adulthood(karen, today));
  const rikke = await desk(browser, town, 'Rikke Ågren');
  const familyAt = await run('family', () => family(karen, henrik, rikke, at.case));
  if (familyAt) {
    const [ole, lene] = [await desk(browser, town, 'Ole Mosevig'), await desk(browser, town, 'Lene Fuglsig')];
    await run('financing', () => financing(karen, henrik, ole, lene, familyAt));
  }
  await run('indicators', () => indicators(henrik));
  await run('field kit', () => fieldKit(browser, town));
  await run('print', () => print(karen));
  await run('others', () => others(browser, town, at.case));
}

const town = await start();
console.log(`walking at ${town.address}`);
const begun = Date.now();
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
try {
  await walk(browser, town);
} catch (error) {
  ok(false, `the walk stopped: ${error.stack}`);
} finally {
  await browser.close();
  town.child.removeAllListeners('exit');
  town.child.kill('SIGINT');
}
for (const failure of tally.failures) console.log(`- ${failure}`);
console.log(`${tally.passed} passed, ${tally.failures.length} failed, in ${((Date.now() - begun) / 1000).toFixed(0)} s`);
process.exit(tally.failures.length === 0 ? 0 : 1);

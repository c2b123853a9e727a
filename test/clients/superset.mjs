// node superset.mjs ADDRESS USER PASSWORD PICTURES PAGES: opens each dashboard in headless Chromium, waits
// until every chart is drawn, takes a picture, and says which charts it found in
// error. PAGES: {slug: [title of a chart, ...]}, what ought to be there.
import puppeteer from 'puppeteer-core';
const [address, user, password, pictures, pages] = process.argv.slice(2);
const browser = await puppeteer.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--force-color-profile=srgb'],
});
const page = await browser.newPage();
await page.setViewport({ width: 1500, height: 1000 });
await page.goto(`${address}/login/`, { waitUntil: 'networkidle2' });
await page.type('input[name="username"], #username', user);
await page.type('input[name="password"], #password', password);
await Promise.all([page.waitForNavigation({ waitUntil: 'networkidle2' }), page.keyboard.press('Enter')]);

const state = () => [...document.querySelectorAll('.dashboard-component-chart-holder')].map((holder) => ({
  title: (holder.querySelector('[data-test="editable-title"], .header-title, .editable-title')?.innerText ?? '').trim(),
  drawn: !!holder.querySelector('.slice_container canvas, .slice_container table, .slice_container .header-line, .slice_container svg'),
  waits: !!holder.querySelector('[data-test="loading-indicator"], .loading'),
  error: holder.querySelector('.ant-alert, [data-test="chart-error"], .alert-danger, .antd5-alert')?.innerText ?? '',
  empty: /No results were returned|No data/.test(holder.innerText),
}));
for (const [slug, titles] of Object.entries(JSON.parse(pages))) {
  const errors = [];
  const listen = (response) => { if (response.status() >= 400 && response.url().startsWith(address)) errors.push(`${response.status()} ${response.url()}`); };
  page.on('response', listen);
  await page.setViewport({ width: 1500, height: 3600 }); // charts below the edge are not drawn
  await page.goto(`${address}/superset/dashboard/dkis-${slug}/?standalone=1`, { waitUntil: 'networkidle2', timeout: 120000 });
  let charts = [];
  for (let n = 0; n < 90; n++) {
    charts = await page.evaluate(state);
    if (charts.length >= titles.length && charts.every((c) => (c.drawn && !c.waits) || c.error || c.empty)) break;
    await new Promise((done) => setTimeout(done, 1000));
  }
  await new Promise((done) => setTimeout(done, 1500)); // animations
  const height = await page.evaluate(() => Math.max(...[...document.querySelectorAll('.dashboard-component-chart-holder')].map((h) => h.getBoundingClientRect().bottom), 400));
  await page.screenshot({ captureBeyondViewport: false, path: `${pictures}/${slug}.png`, clip: { x: 0, y: 0, width: 1500, height: Math.ceil(height) + 20 } });
  for (const title of titles) {
    const chart = charts.find((c) => c.title === title);
    const wrong = !chart ? 'is not there' : chart.error || (chart.empty ? 'has no data' : '') || (chart.drawn ? '' : 'is not drawn');
    console.log(`${wrong ? 'not ok' : 'ok'} - Superset ${slug}: ${title}${wrong ? `: ${wrong.replace(/\s+/g, ' ')}` : ''}`);
  }
  page.off('response', listen);
  console.log(errors.length ? `not ok - Superset ${slug}: ${errors.join('; ')}` : `ok - Superset ${slug}: no request failed`);
}
await browser.close();

/** Every address in English, opened once and looked at by axe. */
import assert from 'node:assert/strict';

const CODE = '{agent}';
const ADDRESSES = {
  citizen: '/#at=105.834270,21.027800', embed: '/?embed=1', planner: '/planner', import: '/planner/import', checks: '/planner/checks', overview: '/overview',
  reports: '/reports', cases: '/cases', inspections: '/inspections', rate: `/rate/${CODE}`, report: `/report/${CODE}`,
  'poster-agent': `/poster/agent/${CODE}`, 'poster-commune': '/poster/commune/{commune}',
};

export function english(test) {
  for (const [name, address] of Object.entries(ADDRESSES)) {
    test(`desktop: ${name} speaks English`, 'desktop', '/', async ({ page, base, shot }) => {
      const { facilities } = await (await fetch(`${base}/api/v1/facilities`)).json();
      const agent = facilities.find((each) => each.kind === 'agent' && each.status === 'open' && each.area);
      const url = new URL(base + address.replace(CODE, encodeURIComponent(agent.facility)).replace('{commune}', encodeURIComponent(agent.area)));
      url.searchParams.set('lang', 'en');
      await page.goto(url.href);
      await page.reload();
      await page.waitForFunction(() => document.documentElement.lang === 'en');
      await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached' });
      await page.waitForLoadState('networkidle');
      assert.doesNotMatch(await page.title(), /[ăđơưạảấầẩẫậắằẳẵặẹẻẽềểễệỉịọỏốồổỗộớờởỡợụủứừửữự]/i, 'the title is in English');
      await shot(`english-${name}`);
    });
  }
}

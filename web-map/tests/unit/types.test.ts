// @vitest-environment node
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import openapiTS, { astToString } from 'openapi-typescript';
import { expect, it } from 'vitest';

it('the types are those that the server declares (else: npm run types)', async () => {
  const document = pathToFileURL(join(import.meta.dirname, '../../../docs/openapi.json'));
  const generated = astToString(await openapiTS(document));
  const committed = readFileSync(join(import.meta.dirname, '../../src/api/schema.d.ts'), 'utf8');
  expect(committed.endsWith(generated), 'schema.d.ts is out of date').toBe(true);
});

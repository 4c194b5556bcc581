import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Act, RIGHTS } from '../src/accounts/can.ts'

const HEAD = `<!-- Written by \`npx vitest run test/rights-page -u\` from src/accounts/can.ts: change that. -->

# Who may do what

The one table of rights. Every story asks it inside its transaction, and a test asks every route in the name of every level (\`test/http/rights.test.ts\`).
*own*: on accounts that the user belongs to; *customers*: on those and on the accounts of a reseller's customers; *all*: on every account; a dash: not at all. The operator is whoever holds the token in \`run.json\` on the machine itself.

| act | owner | manager | viewer | admin | support | reseller | operator |
| --- | ----- | ------- | ------ | ----- | ------- | -------- | -------- |
`

test('docs/rights.md is the table that the code asks (vitest -u writes it)', async () => {
  const rows = (Object.keys(RIGHTS) as Act[]).toSorted().map((act) => {
    const cells = RIGHTS[act].map((reach) => (reach === 'no' ? '–' : reach))
    return `| \`${act}\` | ${cells.join(' | ')} |\n`
  })
  await expect(HEAD + rows.join('')).toMatchFileSnapshot(join(import.meta.dirname, '../docs/rights.md'))
})

import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import yauzl from 'yauzl'
import { HOLDINGS } from '../../src/flows/privacy/holdings.ts'
import { instantText } from '../../src/std/period.ts'
import { loadTexts } from '../../src/std/texts.ts'
import { packSamples } from '../../src/telemetry/packed.ts'
import { as, OPERATOR_TOKEN, type OpenDoor, openDoor, PASSWORD, type Person } from './open-door.ts'

let door: OpenDoor
let anna: Person
beforeEach(async () => {
  door = await openDoor()
  anna = await door.person('owner')
})
afterEach(() => door.close())

/** The files of a zip by name, as another program reads them. */
async function unzipped(bytes: Buffer): Promise<Record<string, string>> {
  const zip = await yauzl.fromBufferPromise(bytes)
  const files: Record<string, string> = {}
  for await (const entry of zip.eachEntry()) {
    const pieces: Buffer[] = []
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer)
    files[entry.fileName] = Buffer.concat(pieces).toString('utf8')
  }
  return files
}
const fetchZip = async (who: { token: string } | string) =>
  door.api.inject({ url: '/api/v1/account/export.zip', ...as(who) })

test('an owner gets everything about the account as a zip, in their language, and nothing about anybody else', async () => {
  const device = await door.collar(anna.accountId)
  const other = await door.person('owner')
  const owned = await door.house.ledger.reads
    .selectFrom('ownerships')
    .selectAll()
    .where('device_id', '=', device)
    .executeTakeFirstOrThrow()
  const at = door.clock.now()
  await door.house.telemetry.write(
    packSamples([{ seriesId: owned.series_id, samples: [{ at, lat: 59.5, lon: 18, bat: 80 }] }]),
  )
  const answer = await fetchZip(anna)
  expect([answer.statusCode, answer.headers['content-type']]).toEqual([200, 'application/zip'])
  const files = await unzipped(answer.rawPayload)
  expect(files['README.txt']).toContain('Allt som Koppel har sparat')
  const users = JSON.parse(files['json/users.json'] ?? '')
  expect(users).toMatchObject([{ id: anna.userId, email: anna.email }])
  expect(JSON.stringify(users)).not.toContain('password')
  expect(files['csv/users.csv']?.split('\r\n')[0]).toBe('id,email,name,language,created_at')
  expect(JSON.parse(files['json/ownerships.json'] ?? '')).toMatchObject([{ device_id: device }])
  const measured = Object.entries(files).find(([name]) => name.startsWith('telemetry/'))?.[1]
  expect(measured).toContain('59.5')
  expect(Object.values(files).join('')).not.toContain(other.email)
})

test('what was thinned out is in the copy by the hour, with all of it that the hour had', async () => {
  const device = await door.collar(anna.accountId)
  const { series_id: seriesId } = await door.house.ledger.reads
    .selectFrom('ownerships')
    .select('series_id')
    .where('device_id', '=', device)
    .executeTakeFirstOrThrow()
  const hour = Math.floor(door.clock.now() / 3_600_000) * 3_600_000 - 7_200_000
  const samples = [80, 70, 60].map((bat, nth) => ({ at: hour + nth * 60_000, bat }))
  await door.house.telemetry.write(
    packSamples([{ seriesId, samples: [...samples, { at: hour + 3_600_000, until: hour }] }]),
  )
  await door.house.telemetry.thin?.({ olderThan: hour + 3_600_000 })
  const files = await unzipped((await fetchZip(anna)).rawPayload)
  const [hours, measured] = ['-hours.csv', '.csv'].map((end) => {
    const [, text] = Object.entries(files).find(([name]) => name.startsWith('telemetry/') && name.endsWith(end)) ?? []
    return text?.trimEnd().split('\r\n')
  })
  const [at, next] = [instantText(hour), instantText(hour + 3_600_000)]
  expect(hours).toEqual([
    'hour,measure,mean,min,max',
    `${at},battery_percent,70,60,80`,
    `${next},valid_until,${at},${at},${at}`,
  ])
  expect(measured).toHaveLength(3)
})

test('the README names every table in the person’s language', async () => {
  const texts = loadTexts(join(import.meta.dirname, '../../texts'))
  for (const language of texts.visitorLanguages) {
    await door.house.ledger.transact('speak', (tx) =>
      tx.updateTable('users').set({ language }).where('id', '=', anna.userId).execute(),
    )
    const readme = (await unzipped((await fetchZip(anna)).rawPayload))['README.txt'] ?? ''
    for (const { table, holds } of HOLDINGS) {
      const said = readme.split('\n').find((line) => line.startsWith(`${table}: `))
      expect(said, `${language} ${table}`).toBe(`${table}: ${texts.text(language, `export.holds.${table}`)}`)
      expect(texts.speaks(language, `export.holds.${table}`), `${language} ${table}`).toBe(true)
      expect(texts.text('en', `export.holds.${table}`)).toBe(holds)
      if (language !== 'en') expect(said, `${language} ${table}`).not.toBe(`${table}: ${holds}`)
    }
  }
})

test('a cell that would be a formula is none', async () => {
  await door.house.ledger.transact('name', (tx) =>
    tx.updateTable('users').set({ name: '=HYPERLINK("http://x")' }).where('id', '=', anna.userId).execute(),
  )
  const files = await unzipped((await fetchZip(anna)).rawPayload)
  expect(files['csv/users.csv']).not.toMatch(/(^|,|")=HYPERLINK/m)
})

test('closing: asked with the password, seen, taken back', async () => {
  const closing = (method: 'GET' | 'POST' | 'DELETE', payload?: object) =>
    door.api.inject({ method, url: '/api/v1/account/closing', ...(payload && { payload }), ...as(anna) })
  expect((await closing('GET')).json()).toEqual({ state: 'open' })
  const wrong = await closing('POST', { password: 'not mine' })
  expect([wrong.statusCode, wrong.json().errors]).toEqual([
    400,
    [{ path: '/body/password', message: 'is not your password' }],
  ])
  expect((await closing('DELETE')).statusCode).toBe(404)
  const asked = (await closing('POST', { password: PASSWORD })).json()
  expect(asked.state).toBe('asked')
  expect(Date.parse(asked.dueAt) - Date.parse(asked.askedAt)).toBe(14 * 86_400_000)
  expect((await closing('GET')).json()).toEqual(asked)
  expect((await closing('DELETE')).json()).toEqual({ state: 'open' })
})

test('whoever belongs to no account, or to several, has to say which', async () => {
  const answer = await fetchZip(OPERATOR_TOKEN)
  expect([answer.statusCode, answer.json().code]).toEqual([400, 'invalid-request'])
  const named = await door.api.inject({
    url: `/api/v1/account/export.zip?accountId=${anna.accountId}`,
    ...as(OPERATOR_TOKEN),
  })
  expect(named.statusCode).toBe(200)
})

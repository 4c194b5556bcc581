import { expect, test } from 'vitest'
import type { DemoFile } from './demo-file.ts'
import { welcome } from './welcome.ts'

const fileIn = (dir: string): DemoFile => ({
  consoleUrl: 'http://127.0.0.1:8080',
  apiUrl: 'http://127.0.0.1:8080/api/v1',
  mqttUrl: 'mqtt://127.0.0.1:1883',
  logins: [{ role: 'owner', email: 'owner@koppel.example', password: 'p' }],
  devices: [
    { id: '1', kind: 'collar', imei: '001012340000003', simKind: 'telia-iot', ownerEmail: 'owner@koppel.example' },
    {
      ...{ id: '2', kind: 'dongle', caratId: 'FC0003E8', licenceNumber: 'FC0003E8F94C3107' },
      ...{ serialPath: `${dir}/dongles/dongle-1`, ownerEmail: 'owner@koppel.example' },
    },
  ],
  codes: [{ family: 'sim-activation', simKind: 'telia-iot', code: 'HHHHHHHHHHHHHH' }],
  sms: { serverNumber: '+436649477338', registeredNumber: '+436601234567' },
})
const commandsOf = (text: string): string[] => text.split('\n').filter((line) => line.includes('npx koppel'))

test('a demo in the usual directory names its files and commands as short as they work', () => {
  const said = welcome(fileIn('/srv/koppel/data'), '/srv/koppel/data', '/srv/koppel')
  expect(said).toContain('(more in data/demo.json)')
  expect(said).toContain('     npx koppel dongle info --port data/dongles/dongle-1\n')
  expect(said).not.toContain('KOPPEL_DATA_DIR')
})

test('a demo elsewhere names the real file, and each command that looks for the server is told where', () => {
  const said = welcome(fileIn('/srv/other'), '/srv/other', '/srv/koppel')
  expect(said).toContain('(more in /srv/other/demo.json)')
  const commands = commandsOf(said)
  expect(commands).toHaveLength(4)
  for (const command of commands) expect(command).toMatch(/KOPPEL_DATA_DIR=\/srv\/other npx|--port \/srv\/other\//)
})

test('a directory with a space or a quote in its name is one word of the shell', () => {
  const said = welcome(fileIn("/srv/it's here"), "/srv/it's here", '/srv/koppel')
  expect(said).toContain("KOPPEL_DATA_DIR='/srv/it'\\''s here' npx koppel redeem")
})

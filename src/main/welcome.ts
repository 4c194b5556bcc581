import { join, relative, resolve } from 'node:path'
import type { DemoFile } from './demo-file.ts'
import { RELEASED } from './demo-plan.ts'

/** Where a client command looks when nobody says where the data is. */
const DATA_DIR_OTHERWISE = 'data'
const KINDS = {
  'travel-sim': 'Travel SIM  (+100 kr)',
  tele2: 'Tele2       (+1 year)',
  'telia-iot': 'Telia IoT   (+1 year)',
}

/**
 * What a person who has just started the demo needs to see. Every command in it works as it is printed, in a POSIX shell in the same directory.
 * @param dataDir where `demo.json` is, absolute
 * @param cwd where the demo was started, absolute
 */
export function welcome(file: DemoFile, dataDir: string, cwd: string): string {
  const usual = dataDir === resolve(cwd, DATA_DIR_OTHERWISE)
  const koppel = usual ? 'npx koppel' : `KOPPEL_DATA_DIR=${shellWord(dataDir)} npx koppel`
  const demoJson = join(usual ? DATA_DIR_OTHERWISE : dataDir, 'demo.json')
  const logins = file.logins.map(({ role, email, password }) => `  ${role.padEnd(9)} ${email.padEnd(26)} ${password}`)
  const codes = Object.entries(KINDS).map(([kind, label]) => {
    const some = file.codes.filter(({ simKind }) => simKind === kind).slice(0, 2)
    return `  ${label}  ${some.map(({ code }) => `${code.slice(0, 5)}-${code.slice(5, 10)}-${code.slice(10)}`).join('   ')}`
  })
  const collar = file.devices.find(({ simKind }) => simKind === 'telia-iot')
  const code = file.codes.find(({ simKind }) => simKind === 'telia-iot')
  return [
    '',
    `Koppel is running.   Console: ${file.consoleUrl}`,
    '',
    'Sign in as',
    ...logins,
    '',
    `Unused codes (more in ${demoJson})`,
    ...codes,
    ...dongleLines(file),
    '',
    'Try: sign in as owner, open a collar, press its SIM row, enter a code of that kind, press "Check the code", then "OK, use the code".',
    `Or:  ${koppel} redeem ${code?.code} --device ${collar?.imei}`,
    'Switch a collar off under "Simulator" first, and see the code wait for it. Ctrl-C stops.',
    ...phoneLines(file, koppel),
    ...portLines(file, usual ? cwd : null),
    '',
  ].join('\n')
}

function dongleLines({ devices }: DemoFile): string[] {
  const dongles = devices.filter(({ kind }) => kind === 'dongle')
  if (dongles.length === 0) return []
  const rows = dongles.map(({ licenceNumber, serialPath }) => `  ${licenceNumber}  ${serialPath}`)
  return ['', 'Dongles, by their licence numbers', ...rows]
}

function phoneLines({ sms, devices }: DemoFile, koppel: string): string[] {
  if (sms.serverNumber === null) return []
  const say = `     ${koppel} sms say --from ${sms.registeredNumber}`
  const number = devices.find(({ licenceNumber }) => licenceNumber !== undefined)?.licenceNumber
  return [
    'Or fetch an unlock code by SMS:',
    `${say} "cl.${RELEASED.type.points}P.${RELEASED.licenceNumber}"`,
    ...(number === undefined
      ? []
      : ['Or order one, and it goes to the dongle by itself:', `${say} "Ich bestelle verbindlich 5P.${number}"`]),
  ]
}

/** @param from what paths are told from; null: they are told whole */
function portLines({ devices }: DemoFile, from: string | null): string[] {
  const path = devices.find(({ serialPath }) => serialPath !== undefined)?.serialPath
  if (path === undefined) return []
  const port = from === null ? path : relative(from, path)
  return ['Then ask the dongle itself, at its port:', `     npx koppel dongle info --port ${shellWord(port)}`]
}

/** One word of a POSIX shell. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
}

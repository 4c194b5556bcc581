import { type Answer, CME, CMS, cme, cms, ERROR } from './answer.ts'
import type { Request } from './command-line.ts'
import { BASIC_COMMANDS } from './commands/basic.ts'
import { IDENTITY_COMMANDS } from './commands/identity.ts'
import { NETWORK_COMMANDS } from './commands/network.ts'
import { SECURITY_COMMANDS } from './commands/security.ts'
import { SEND_COMMANDS } from './commands/send.ts'
import { SERVICE_COMMANDS } from './commands/service.ts'
import { STORAGE_COMMANDS } from './commands/storage.ts'
import type { Command, ModemState } from './state.ts'

const COMMANDS = new Map<string, Command>(
  Object.entries({
    ...BASIC_COMMANDS,
    ...IDENTITY_COMMANDS,
    ...NETWORK_COMMANDS,
    ...SECURITY_COMMANDS,
    ...SERVICE_COMMANDS,
    ...STORAGE_COMMANDS,
    ...SEND_COMMANDS,
  }),
)

/** Carries out one command. What the modem does not know, or has not in that form, is ERROR. */
export async function carryOut(modem: ModemState, request: Request): Promise<Answer> {
  const command = COMMANDS.get(request.name)
  const act = command?.[request.form]
  if (!command || !act) return ERROR
  const missing = command.needs && request.form !== 'test' ? missingSim(modem, command.needs) : null
  return missing ?? act(modem, request)
}

/** Why the SIM cannot be used, told in the family of the command. */
function missingSim({ sim }: ModemState, family: 'cme' | 'cms'): Answer | null {
  const state = sim.state()
  if (state === 'ready') return null
  const name = {
    pin: 'simPinRequired',
    puk: 'simPukRequired',
    absent: 'simNotInserted',
    blocked: 'simFailure',
  } as const
  return family === 'cme' ? cme(CME[name[state]]) : cms(CMS[name[state]])
}

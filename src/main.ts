import { runKoppel } from './cli/koppel.ts'
import { processWorld } from './cli/process-world.ts'
import { bridgeCommand } from './main/bridge-command.ts'
import { serverCommands, simulatorCommand } from './main/commands.ts'
import { dongleCommands } from './main/dongle-commands.ts'
import { ledgerCommands } from './main/ledger-commands.ts'

const { world, release } = processWorld()
try {
  process.exitCode = await runKoppel(process.argv.slice(2), world, [
    serverCommands,
    bridgeCommand,
    simulatorCommand,
    dongleCommands(),
    ledgerCommands,
  ])
} finally {
  release()
}

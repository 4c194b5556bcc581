import { systemClock } from '../src/std/clock.ts'
import { askFirmware } from './ask-firmware.ts'
import { judgeCommand } from './judge-command.ts'
import { readVectors } from './vectors.ts'

/** `node hardware-tests/commands.ts PROGRAM [ARGUMENT...]`: puts the command vectors to firmware. Exit 0 when it passes all, 1 when not, 64 without a program, 69 when it cannot be run. */
async function main(program: readonly string[]): Promise<number> {
  if (program.length === 0) {
    process.stderr.write(
      'node hardware-tests/commands.ts PROGRAM [ARGUMENT...]: hardware-tests/README.md says what PROGRAM has to do\n',
    )
    return 64
  }
  const vectors = readVectors()
  const answers = await askFirmware(vectors, program, systemClock())
  let failed = 0
  for (const [at, vector] of vectors.commands.entries()) {
    const answer = answers[at]
    const faults = answer ? judgeCommand(vectors.cast, vector, answer) : ['no answer that could be read']
    if (faults.length > 0) failed++
    process.stdout.write(`${faults.length === 0 ? 'ok  ' : 'FAIL'}  §5 step ${vector.step}: ${vector.name}\n`)
    for (const fault of faults) process.stdout.write(`      ${fault}\n`)
  }
  process.stdout.write(`${vectors.commands.length - failed} of ${vectors.commands.length} passed\n`)
  return failed === 0 ? 0 : 1
}

process.exitCode = await main(process.argv.slice(2)).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`)
  return 69
})

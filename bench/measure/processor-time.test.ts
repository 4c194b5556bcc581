import { expect, test } from 'vitest'
import { processorTime_ms } from './processor-time.ts'

test.runIf(process.platform === 'linux')('the time of this process is what Node says of it', async () => {
  const before = process.cpuUsage()
  const measured_ms = await processorTime_ms(process.pid)
  const after = process.cpuUsage()
  expect(measured_ms).toBeGreaterThan((before.user + before.system) / 1_000 - 50)
  expect(measured_ms).toBeLessThan((after.user + after.system) / 1_000 + 50)
})

import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { roomFault, systemRoom } from './room.ts'

test('more collars than open files or local ports are refused, with what to do', () => {
  expect(roomFault(10_000, { openFiles_max: 10_064, ports_max: 10_000 })).toBeNull()
  expect(roomFault(10_000, { openFiles_max: 10_063, ports_max: 28_232 })).toMatch(/10064 open files.*ulimit -n 10064/)
  expect(roomFault(30_000, { openFiles_max: 40_000, ports_max: 28_232 })).toMatch(/28232.*ip_local_port_range/)
  expect(roomFault(100_000, { openFiles_max: null, ports_max: null })).toBeNull()
})

test.runIf(process.platform === 'linux')('the simulator says so before it connects, and exits with 71', () => {
  expect(systemRoom().openFiles_max).toBeGreaterThan(0)
  const main = join(import.meta.dirname, '../main.ts')
  const sim = `ulimit -n 100 && exec "${process.execPath}" "${main}" --collars 200 --url mqtt://127.0.0.1:1`
  const { status, stderr } = spawnSync('sh', ['-c', sim], { encoding: 'utf8' })
  expect([status, stderr]).toEqual([71, expect.stringContaining('200 collars need 264 open files')])
})

#!/usr/bin/env node
// Plain JavaScript, and old enough for Node 18: it is what an older Node meets first.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import module from 'node:module'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'

const NODE_MAJOR_MIN = 24
/** A terminal sends Ctrl-C to both processes by itself; sent on as well, the child would take it for a second one, and end at once. */
const SIGNALS = process.stdin.isTTY ? ['SIGTERM', 'SIGHUP'] : ['SIGTERM', 'SIGHUP', 'SIGINT']

const here = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

if (Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN) {
  // What was compiled is kept beside the packages: a command answers in half the time. Where nothing can be written, nothing is kept.
  module.enableCompileCache?.(here('node_modules/.cache/compiled'))
  await import('../src/main.ts')
} else {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const node = here(
    `node_modules/node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}/bin/${name}`,
  )
  if (existsSync(node)) runWith(node)
  else {
    process.stderr.write(
      `koppel needs Node ${NODE_MAJOR_MIN} or newer; this is ${process.version}. "npm ci" brings one along.\n`,
    )
    process.exitCode = 69
  }
}

/** Runs the same command line under another Node and ends as it ends. */
function runWith(node) {
  const child = spawn(node, [here('bin/koppel.mjs'), ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal))
  if (process.stdin.isTTY) process.on('SIGINT', () => {})
  child.on('error', (error) => {
    process.stderr.write(`koppel: ${node}: ${error.message}\n`)
    process.exitCode = 69
  })
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0)
  })
}

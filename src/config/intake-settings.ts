import { type Setting, whole } from './setting.ts'

const MIB = 2 ** 20

/** The names of what the doors take in: for fleets and disks of another size than ours. */
export const INTAKE_SETTINGS = {
  mqttConnections_max: {
    name: 'KOPPEL_MQTT_CONNECTIONS_MAX',
    meaning:
      'MQTT connections at once; one more is refused. Idle, one takes 13 kB of memory, and each is an open file of the process (`ulimit -n`)',
    otherwise: '12000',
    read: whole(10, 200_000),
  },
  inboxBytes_max: {
    name: 'KOPPEL_INBOX_MIB_MAX',
    meaning:
      'MiB of reports that may wait on disk for telemetry; beyond them nothing is acknowledged, and devices keep what they measured. An hour of 10,000 collars with a report of JSON each 10 s is about 700',
    otherwise: '1024',
    read: (text) => whole(64, 1_000_000)(text) * MIB,
  },
} as const satisfies Record<string, Setting<unknown>>

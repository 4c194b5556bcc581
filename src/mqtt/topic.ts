/** What a device may say (docs/protocol/collar.md §1). */
export const UPLINKS = ['report', 'event', 'result', 'online'] as const
export type Uplink = (typeof UPLINKS)[number]

export type DeviceTopic = { serial: string; leaf: Uplink }

const UP = /^v1\/(?:collars\/([0-9]{15})|dongles\/([0-9A-F]{8}))\/(report|event|result|online)$/

/** Reads a topic that goes up; null for any other. */
export function readTopic(topic: string): DeviceTopic | null {
  const read = UP.exec(topic)
  return read ? { serial: read[1] ?? read[2] ?? '', leaf: read[3] as Uplink } : null
}

/** Where a device listens. @param kind `collar` or `dongle` */
export function commandTopic(kind: string, serial: string): string {
  return `v1/${kind}s/${serial}/command`
}

/** The topic of an uplink of the device with that serial number: an IMEI's, or else a Carat-ID's. */
export function uplinkTopic(serial: string, leaf: Uplink): string {
  return `v1/${serial.length === 15 ? 'collars' : 'dongles'}/${serial}/${leaf}`
}

import type { BrokerLimits } from './types.ts'

/** True if a message may be published to `topic` as far as shape goes: §4.7, and the limits on bytes and levels. */
export function fitTopic(topic: string, limits: BrokerLimits): boolean {
  return fitFilter(topic, limits) && !/[+#]/.test(topic) && !topic.startsWith('$')
}

/** True if `filter` has a shape to subscribe to; where wildcards may stand, aedes checks. */
export function fitFilter(filter: string, { topicBytes_max, topicLevels_max }: BrokerLimits): boolean {
  return (
    filter.length > 0 &&
    Buffer.byteLength(filter) <= topicBytes_max &&
    !filter.includes('\0') &&
    // What stands where bytes were no UTF-8 [MQTT-1.5.3-1]: the parser reads them all the same.
    !filter.includes('\ufffd') &&
    filter.split('/').length <= topicLevels_max
  )
}

/** True if every topic that `filter` matches is matched by `pattern` too; both are MQTT filters. */
export function covers(pattern: string, filter: string): boolean {
  const [wide, narrow] = [pattern.split('/'), filter.split('/')]
  for (const [at, level] of wide.entries()) {
    if (level === '#') return true
    const asked = narrow[at]
    if (asked === undefined || asked === '#') return false
    if (level !== '+' && level !== asked) return false
  }
  return wide.length === narrow.length
}

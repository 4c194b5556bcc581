/** A simulated collar's wire is the house's MQTT client: what must not be shared with the other end are the payloads. */
export {
  type ConnectOptions,
  type Downlink,
  type Link,
  type PublishOptions,
  type Will,
  type Wire,
  WireError,
  type WireFailure,
} from '../src/std/mqtt/wire.ts'

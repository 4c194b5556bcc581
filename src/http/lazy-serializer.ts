import SerializerSelector from '@fastify/fast-json-stringify-compiler'

/**
 * Fastify's own serializers, each built when its route first answers with its status: built at the start, all of them together are the
 * larger part of the time until the house answers.
 */
export const lazySerializer: SerializerSelector.SerializerFactory = (schemas, options) => {
  const build = SerializerSelector()(schemas, options)
  return (route) => {
    let serialize: SerializerSelector.Serializer | undefined
    return (answer) => {
      serialize ??= build(route)
      return serialize(answer)
    }
  }
}

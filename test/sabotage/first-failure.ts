import fc from 'fast-check'

/** A property that fails without its guard has said all that is asked: looking for a smaller example takes several times as long as finding one. */
fc.configureGlobal({ endOnFailure: true })

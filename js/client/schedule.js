import { never } from './options.js'

/** @import { Renewal } from './renewal.js' */
/** @import { Settings } from './types.js' */

/** A timer stands still while the machine sleeps; this is how late it can be after that, in milliseconds. */
const longestTimer = 60_000

/**
 * keepFresh refreshes the session shortly before the access token expires, as long as somebody can see the page, and looks
 * again whenever time may have passed unnoticed: after sleep, after the back button, when the network is back.
 *
 * @param {Renewal} renewal
 * @param {Settings} settings
 * @param {(event: Event) => void} [onWake]  is told when the page is looked at again, or can reach the network again
 * @returns {() => void} ends it
 */
export function keepFresh(renewal, { environment, refreshAhead }, onWake) {
  const { tabs } = renewal
  const ended = new AbortController()
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const look = () => {
    clearTimeout(timer)
    const wait = renewal.untilDue()
    const isHidden = environment.document?.visibilityState === 'hidden'
    if (ended.signal.aborted || !refreshAhead || wait === never || isHidden) return
    if (wait > 0) timer = setTimeout(look, Math.min(wait, longestTimer))
    else void renewal.refresh().then(look)
  }
  const wake = (/** @type {Event} */ event) => {
    // Browsers do not keep a page with an open channel for the back button.
    if (event.type === 'pagehide') return tabs.close()
    if (event.type === 'online') renewal.backOff.reset()
    look()
    if (event.type !== 'visibilitychange') tabs.open()
    onWake?.(event)
  }
  renewal.onChange = look
  for (const type of ['visibilitychange', 'pageshow', 'pagehide', 'online'])
    environment.addEventListener?.(type, wake, ended)
  return () => {
    ended.abort()
    look()
    tabs.close()
  }
}

import { init } from 'holoband'
import { report } from './report.js'

const told = (/** @type {unknown} */ error) => {
  const { code, message } = /** @type {{ code?: string, message: string }} */ (error)
  return { code, message }
}
report(await init().then(() => 'started', told))

import { answer } from '../../../lib/auth.js'

export const dynamic = 'force-dynamic'

export { answer as GET, answer as POST }

// The package as a program of this runtime finds it: by name.
// First, so that what importing the package does is seen.
import './observe.js'
import * as holoband from 'holoband'
import * as client from 'holoband/client'
import * as hono from 'holoband/hono'
import * as session from 'holoband/session'
import * as memory from 'holoband/stores/memory'
import { Hono } from 'hono'
import { observed } from './observe.js'

/** What happened while the package was imported. */
export const atImport = observed()

export const lib = { ...holoband, ...session, ...memory, ...hono, Hono, client }

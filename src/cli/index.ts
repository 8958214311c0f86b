#!/usr/bin/env node
import { VERSION } from "../lib/version.ts";

console.log(VERSION);

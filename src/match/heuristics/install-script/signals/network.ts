/** Ways out of the machine, and into it. */
import { defineSignals } from "./define.ts";

const BOTH = ["code", "command"] as const;

export const network = defineSignals([
	{
		shows: "requests",
		in: ["code"],
		pattern:
			/\b(?:https?|http2|follow-redirects\.https?)\.(?:get|request|connect)\(|\b(?:fetch|axios|got|needle|superagent|ky|node-fetch|undici|request|cross-fetch|phin|bent|XMLHttpRequest|WebSocket)(?:\.(?:get|post|put|request|fetch|stream|default|head))?\(/,
		words: "makes a network request",
	},
	{
		shows: "uploads",
		in: ["code"],
		pattern:
			/\bmethod:"(?:POST|PUT|PATCH)"|\b(?:axios|got|needle|superagent|ky|request|phin)\.(?:post|put)\(|\bnew FormData\(|\bsendBeacon\(|\b(?:get|request|fetch|axios|got)\(\(?"[^"\s]{1,200}[?&]?\w{0,20}[=/?]"\+\(?(?!process\.(?:version|platform|arch)|version)(?=[\s\S]{0,60}\b(?:encodeURI|btoa|Buffer|JSON|os\.|process\.env|data|payload|info|toString))/i,
		words: "sends data in a request",
	},
	{
		shows: "uploads",
		in: ["command"],
		pattern:
			/\bcurl\b[^\n]{0,300}\s(?:-d|--data(?:-\w{3,10})?|-F|--form|-T|--upload-file|-X\s{0,3}(?:POST|PUT))\b|\bwget\b[^\n]{0,300}--post-(?:data|file)|-Method\s{1,3}["']?(?:POST|PUT)|\b(?:curl|wget|iwr|irm)\b[^\n|;]{0,300}(?:\$\(|`[a-z]|\$\{?(?:USER|HOSTNAME|HOME|_|[A-Z_]{0,30}(?:TOKEN|KEY|SECRET))\b|%\w{1,30}%)/i,
		words: "sends data in a request",
	},
	{
		shows: "sends-by-name",
		in: ["code"],
		pattern:
			/\bdns(?:\/promises)?\.(?:promises\.)?(?:lookup|resolve\w{0,6}|lookupService)\([^;]{0,120}(?:\+|\.join\(|\.concat\()/,
		words: "looks up a name that it puts together from data",
	},
	{
		shows: "sends-by-name",
		in: ["command"],
		pattern:
			/\b(?:nslookup|dig|host|ping|Resolve-DnsName|drill)\b[^\n;]{0,100}(?:\$\(|`[a-z]|\$\{?[A-Za-z_]|%[A-Za-z]{2,30}%)/,
		words: "looks up a name that it puts together from data",
	},
	{
		shows: "socket",
		in: ["code"],
		pattern: /\bdns(?:\/promises)?\.(?:promises\.)?(?:lookup|resolve\w{0,6})\(/,
		words: "makes a DNS look-up of its own",
	},
	{
		shows: "socket",
		in: ["code"],
		pattern: /\bnet\.(?:connect|createConnection|Socket|createServer)\(|\btls\.connect\(|\bdgram\.createSocket\(/,
		words: "opens a raw socket",
	},
	{
		shows: "drop-host",
		in: BOTH,
		pattern: /\b(?:https?|ftp|wss?|tcp):\/\/(?:[^\s"'@/]{1,60}@)?\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(?![\d.])/,
		words: "talks to a bare IP address",
	},
	{
		shows: "drop-host",
		in: ["code"],
		pattern:
			/\b(?:host|hostname):"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"|\.connect\([^;)]{0,60}"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"/,
		words: "talks to a bare IP address",
	},
	{
		shows: "drop-host",
		in: BOTH,
		pattern:
			/\b(?:discord(?:app)?\.com\/api\/webhooks|api\.telegram\.org|hooks\.slack\.com|webhook\.site|pipedream\.net|requestbin\.\w{2,4}|burpcollaborator\.net|oastify\.com|oast\.(?:fun|live|me|online|pro|site)|interact\.?sh|canarytokens|dnslog\.cn|ceye\.io|beeceptor\.com|hookbin\.com|pastebin\.com|paste\.ee|hastebin\.com|rentry\.co|transfer\.sh|file\.io|gofile\.io|anonfiles\.com|0x0\.st|termbin\.com|bashupload\.com|catbox\.moe|ngrok(?:-free)?\.(?:io|app)|trycloudflare\.com|serveo\.net|loca\.lt|lhr\.life)\b|\.onion\b/i,
		words: "talks to a service that thieves use to collect data",
	},
	{
		shows: "downloads",
		in: ["command"],
		pattern: /\b(?:urlopen|urlretrieve|requests\.(?:get|post)|http\.client|Net::HTTP|LWP::Simple)\b/,
		words: "makes a network request",
	},
	{
		shows: "downloads",
		in: ["command"],
		pattern:
			/\b(?:curl|wget|aria2c)(?:\.exe)?\s[^\n]{0,300}(?:https?:|ftp:|\$|%|\d{1,3}\.\d{1,3}\.\d{1,3}\.)|\b(?:Invoke-WebRequest|Invoke-RestMethod|iwr|irm|DownloadFile|DownloadString|Start-BitsTransfer)\b|\bbitsadmin\b|\bcertutil\b[^\n]{0,80}-urlcache/i,
		words: "downloads on the command line",
	},
	{
		shows: "writes-files",
		in: ["code"],
		pattern: /\bfs(?:\/promises|-extra)?\.(?:promises\.)?(?:createWriteStream|writeFile|writeFileSync)\(/,
		words: "writes a file",
	},
]);

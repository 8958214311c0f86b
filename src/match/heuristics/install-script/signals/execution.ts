/** What is run, and how openly. */
import { defineSignals } from "./define.ts";

const BOTH = ["code", "command"] as const;
const SHELL = "(?:sudo\\s{1,3})?(?:/(?:usr/)?bin/)?(?:env\\s{1,3})?(?:ba|z|da|k|a)?sh\\b";
const SOCKET = /\bnet\.(?:connect|createConnection|Socket)\(|\btls\.connect\(|\b(?:WebSocket|ws(?:\.WebSocket)?)\(/;
const STARTS_SHELL =
	/\bchild_process\.(?:spawn|exec|execFile)\("(?:\/(?:usr\/)?bin\/)?(?:(?:ba|z|da)?sh|cmd(?:\.exe)?|powershell(?:\.exe)?)"/;
const REQUEST = /\b(?:https?|axios|got|request|needle|node-fetch|undici)(?:\.(?:get|request|fetch))?\(|\bfetch\(/;

export const execution = defineSignals([
	{
		shows: "remote-shell",
		in: BOTH,
		pattern:
			/\/dev\/(?:tcp|udp)\/|\b(?:nc|ncat|netcat)(?:\.exe)?\b[^\n]{0,80}\s(?:-\w{0,4}e\w{0,3}|-c|--exec|--sh-exec)\s|\bmkfifo\b[^\n]{0,160}\b(?:nc|ncat|telnet|openssl)\b|\bsocat\b[^\n]{0,160}\bexec\b|\bTCPClient\b|\bpty\.spawn\(|\bos\.dup2\(|\bimport socket\b[\s\S]{0,200}\b(?:subprocess|pty|os)\b|\bIO::Socket|\buse Socket\b/i,
		words: "connects a shell to a socket",
	},
	{
		shows: "remote-shell",
		in: ["code"],
		pattern: SOCKET,
		followedBy: [STARTS_SHELL],
		words: "connects a shell to a socket",
	},
	{
		shows: "remote-shell",
		in: ["code"],
		pattern: STARTS_SHELL,
		followedBy: [SOCKET],
		words: "connects a shell to a socket",
	},
	{
		shows: "remote-shell",
		in: ["code"],
		pattern: SOCKET,
		followedBy: [/\.on\("(?:data|message)"/, /\bchild_process\.(?:exec|execSync|spawn)\(\(?[a-z_$]/i],
		words: "runs what a socket tells it",
	},
	{
		shows: "runs-fetched",
		in: ["command"],
		pattern: new RegExp(
			`\\b(?:curl|wget|fetch)(?:\\.exe)?\\s[^\\n]{0,300}\\|\\s{0,4}(?:${SHELL}|(?:sudo\\s{1,3})?(?:node|bun|python3?|perl|ruby|php)\\b)`,
		),
		words: "pipes a download into an interpreter",
	},
	{
		shows: "runs-fetched",
		in: ["command"],
		pattern: new RegExp(
			`(?:${SHELL}[^\\n;|]{0,20}|\\beval\\s{1,3}|\\bsource\\s{1,3}|(?:^|[;&\\n])\\s{0,4}\\.\\s{1,3})["']{0,2}(?:<\\(|\\$\\(|\`)\\s{0,4}(?:curl|wget)\\b`,
			"m",
		),
		words: "runs the output of a download",
	},
	{
		shows: "runs-fetched",
		in: BOTH,
		pattern:
			/\b(?:iex|Invoke-Expression)\b[\s\S]{0,120}\b(?:iwr|irm|curl|wget|Invoke-WebRequest|Invoke-RestMethod|DownloadString)\b|\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod|DownloadString)\b[\s\S]{0,200}\|\s{0,4}(?:iex|Invoke-Expression)\b|\bmshta(?:\.exe)?\s{1,3}["']?https?:|\bregsvr32\b[^\n]{0,80}\/i:http|\bmsiexec\b[^\n]{0,60}https?:/i,
		words: "runs the output of a download",
	},
	{
		shows: "runs-fetched",
		in: ["command"],
		pattern:
			/\b(?:curl|wget|iwr|irm|Invoke-WebRequest|DownloadFile|certutil|bitsadmin)\b[\s\S]{0,400}(?:\b(?:regsvr32|rundll32)\b|\bchmod\s{1,3}(?:\+x|[0-7]{3,4}|a\+x|u\+x)\b|\bStart-Process\b|[;&|\n]\s{0,4}(?:\.\/|\/tmp\/|%TEMP%|\$env:TEMP|start\s|rundll32|regsvr32|nohup\s|(?:ba)?sh\s[^-]|node\s[^-]|python3?\s[^-]))/i,
		words: "downloads a program and starts it",
	},
	{
		shows: "runs-fetched",
		in: ["command"],
		pattern:
			/\b(?:npm|pnpm|yarn|bun)\s{1,3}(?:i|install|add|exec)\b[^\n;&|]{0,120}\s["']?(?:https?:|git\+|git:)|\bnpx\b[^\n;&|]{0,60}\s["']?(?:https?:|git\+|git:)/,
		words: "installs from an address of its own",
	},
	{
		shows: "runs-fetched",
		in: ["code"],
		pattern: REQUEST,
		followedBy: [
			/\b(?:eval|Function|vm\.run\w{3,20}|vm\.Script|\w{1,20}\._compile)\(\(?(?!["')])|\.constructor\("\w{1,20}",\w|\.(?:then|map|forEach)\((?:eval|Function)\)/,
		],
		words: "evaluates what it fetches",
	},
	{
		shows: "runs-fetched",
		in: ["code"],
		pattern: REQUEST,
		followedBy: [
			/\.on\("data"|\.then\(|\.text\(\)/,
			/\bchild_process\.(?:exec|execSync)\(\(?[a-z_$]{1,30}(?:\.toString\(\)|\.trim\(\)|\.data|\.body)?[,)]/i,
		],
		words: "runs what it fetches as a command",
	},
	{
		shows: "runs-fetched",
		in: ["command"],
		pattern:
			/\bexec\([^\n]{0,160}\b(?:urlopen|requests\.get|urllib)\b|\b(?:urlopen|requests\.get)\([^\n]{0,160}\b(?:exec|eval|os\.system|subprocess\.\w{2,12})\(|\beval\b[^\n]{0,80}\b(?:Net::HTTP|URI\.open|LWP::Simple|file_get_contents\(['"]http)/,
		words: "evaluates what it fetches",
	},
	{
		shows: "remote-shell",
		in: ["code"],
		pattern: SOCKET,
		followedBy: [/\.stdout\.pipe\(|\.pipe\([\w.]{1,40}\.stdin\)/],
		words: "connects a process to a socket",
	},
	{
		shows: "runs-decoded",
		in: ["code"],
		pattern:
			/\b(?:eval|Function|vm\.run\w{3,20}|\w{1,20}\._compile)\([^;"]{0,60}\bfs\.(?:promises\.)?readFile(?:Sync)?\(/,
		words: "evaluates what it reads from a file",
	},
	{
		shows: "runs-decoded",
		in: ["code"],
		pattern:
			/\b(?:eval|Function|vm\.run\w{3,20}|\w{1,20}\._compile|setTimeout|child_process\.\w{4,12})\(\(?[^;"]{0,80}\b(?:Buffer\.from|atob|unescape|decodeURIComponent|String\.fromCharCode|fromCodePoint|crypto\.createDecipher\w{0,2}|zlib\.\w{4,24})\(/,
		words: "runs text that it decodes",
	},
	{
		shows: "runs-decoded",
		in: ["code"],
		pattern: /\bfs\.(?:promises\.)?readFile(?:Sync)?\(/,
		followedBy: [/\b(?:eval|vm\.run\w{3,20}|\w{1,20}\._compile)\(\(?[A-Za-z_$]/],
		words: "evaluates what it reads from a file",
	},
	{
		shows: "runs-decoded",
		in: BOTH,
		pattern: new RegExp(
			`\\b(?:base64\\s{1,3}(?:-d|-D|--decode)|xxd\\s{1,3}-r|openssl\\s{1,3}(?:enc|base64)\\b[^\\n|]{0,60}-d)\\b[^\\n]{0,120}\\|\\s{0,4}(?:${SHELL}|node\\b|python3?\\b|perl\\b)`,
		),
		words: "runs text that it decodes",
	},
	{
		shows: "runs-decoded",
		in: BOTH,
		pattern:
			/\b(?:powershell|pwsh)(?:\.exe)?\b[^\n]{0,160}\s-(?:e|ec|enc|encodedcommand)\s|\bFromBase64String\b|\bexec\([^;\n]{0,60}b64decode|\b(?:eval|bash -c|sh -c)\b[^\n;]{0,20}(?:\$\(|`)[^\n]{0,300}base64\s{1,3}(?:-d|-D|--decode)/i,
		words: "runs text that it decodes",
	},
	{
		shows: "detaches",
		in: ["code"],
		pattern: /\bdetached:(?:true|!0)/,
		words: "starts a detached process",
	},
	{
		shows: "detaches",
		in: ["command"],
		pattern:
			/\bstart\s{1,3}(?:"[^"\n]{0,40}"\s{1,3})?\/(?:b|min)\b|\bnohup\b|-WindowStyle\s{1,3}h|-w\s{1,3}hidden|>\s{0,3}\/dev\/null\s{1,3}2>&1\s{0,3}&(?!&)|\bdisown\b|\bsetsid\b/i,
		words: "starts a process in the background, unseen",
	},
	{
		shows: "marks-executable",
		in: ["code"],
		pattern: /\bfs(?:\/promises|-extra)?\.(?:promises\.)?f?chmod(?:Sync)?\(/,
		words: "makes a file executable",
	},
	{
		shows: "evaluates",
		in: ["code"],
		pattern:
			/\b(?:eval|vm\.run\w{3,20}|vm\.Script|\w{1,20}\._compile)\(\(?(?!")|\bFunction\([^"()]{1,80}\)\(|\bFunction\((?:"[^"]{0,60}",?){0,4}[A-Za-z_$(]|\.constructor\.constructor\(|\.constructor\("\w{1,20}",\w|\{\}\)?\.constructor\(|\.(?:then|map|forEach)\((?:eval|Function)\)/,
		words: "evaluates text as code",
	},
	{
		shows: "starts-processes",
		in: ["code"],
		pattern: /\b(?:child_process|cross-spawn|execa|shelljs|zx|Bun)(?:\.\w{2,16})?\(|\bprocess\.binding\("spawn_sync"\)/,
		words: "starts a process",
	},
]);

// biome-ignore-all lint/style/useNodejsImportProtocol: a Node that is too old must still get as far as the message that says so.
"use strict";
/*
 * npm runs this before start, test and checkup, with whatever Node the machine has: so it is plain CommonJS
 * without dependencies, in syntax that an old Node still reads. It installs the locked dependencies if they
 * are missing or stale. It never writes to stdout, which may be someone's JSON.
 */
const childProcess = require("child_process");
const crypto = require("crypto");
const fs = require("fs");
const path = require("path");

const oldestNode = 20;
const root = path.join(__dirname, "..", "..");
const stamp = path.join(root, "node_modules", ".stridewell-lock.sha256");
// Not in node_modules, because npm ci removes that folder.
const lock = path.join(root, ".stridewell", "install.lock");
const staleLockMs = 10 * 60 * 1000;
const lookAgainMs = 300;
/** npm's own waits, ten seconds and a minute, are too long on a machine without a network. */
const retries = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];
const noNetwork =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ECONNRESET|ENOTCACHED/;

main();

function main() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < oldestNode) {
    return stop(
      `Node ${process.versions.node} is too old: install Node ${oldestNode} or newer from nodejs.org.`,
    );
  }
  const wanted = wantedHash();
  if (isFresh(wanted)) return;
  if (npmInstalledThese()) return fs.writeFileSync(stamp, wanted);
  if (!takeLock(wanted)) return;
  let problem = null;
  try {
    // Another install may have finished while this one waited for the lock.
    if (!isFresh(wanted)) problem = install(wanted);
  } finally {
    fs.unlinkSync(lock);
  }
  if (problem !== null) stop(problem);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function stop(line) {
  say(line);
  process.exit(1);
}

function wantedHash() {
  const hash = crypto.createHash("sha256");
  hash.update(fs.readFileSync(path.join(root, "package-lock.json")));
  // Some packages are built for one platform only.
  hash.update(`${process.platform} ${process.arch}`);
  return hash.digest("hex");
}

function isFresh(wanted) {
  try {
    return fs.readFileSync(stamp, "utf8") === wanted;
  } catch (_missing) {
    return false;
  }
}

/** Whether someone ran npm by hand: npm leaves a list of what it installed. */
function npmInstalledThese() {
  const packagesIn = (file) => JSON.parse(fs.readFileSync(path.join(root, file), "utf8")).packages;
  try {
    const locked = packagesIn("package-lock.json");
    const installed = packagesIn(path.join("node_modules", ".package-lock.json"));
    return Object.keys(locked).every((name) => {
      const found = installed[name];
      // Optional packages may be those for other platforms.
      if (name === "" || (found === undefined && locked[name].optional)) return true;
      return (
        found !== undefined &&
        found.version === locked[name].version &&
        found.integrity === locked[name].integrity
      );
    });
  } catch (_missing) {
    return false;
  }
}

/** True once the lock is taken; false if another install has done the work in the meantime. */
function takeLock(wanted) {
  let told = false;
  for (;;) {
    try {
      fs.mkdirSync(path.dirname(lock), { recursive: true });
      fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
      return true;
    } catch (error) {
      if (error.code !== "EEXIST") {
        stop(`The dependencies can't be installed in ${root} (${error.code}): make it writable.`);
      }
    }
    if (isLeftOver()) {
      removeLeftOver();
      continue;
    }
    if (!told) say("Waiting for another install of the dependencies to finish ...");
    told = true;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lookAgainMs);
    if (!fs.existsSync(lock) && isFresh(wanted)) return false;
  }
}

/** Whether the process that took the lock is gone. A new lock may not have its process id in it yet. */
function isLeftOver() {
  try {
    const pid = Number(fs.readFileSync(lock, "utf8"));
    const ageMs = Date.now() - fs.statSync(lock).mtimeMs;
    return ageMs > staleLockMs || (ageMs > 2000 && !isRunning(pid));
  } catch (_gone) {
    return false;
  }
}

function removeLeftOver() {
  try {
    fs.unlinkSync(lock);
  } catch (_gone) {
    // Another process was quicker.
  }
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Null, or one line that says what is wrong and what to do. */
function install(wanted) {
  say("Installing the locked dependencies, about a minute ...");
  const result = npmCi();
  if (result.error) return `npm can't be started (${result.error.code}): is it installed?`;
  const output = `${result.stdout}${result.stderr}`;
  if (result.status !== 0) {
    if (noNetwork.test(output)) {
      return "The dependencies can't be downloaded: connect to the network and try again.";
    }
    process.stderr.write(output);
    return "npm ci failed, see above: fix that and try again.";
  }
  fs.writeFileSync(stamp, wanted);
  say("The dependencies are installed.");
  return null;
}

function npmCi() {
  const args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"].concat(retries);
  const options = { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 };
  const npm = process.env.npm_execpath;
  if (npm && /\.c?js$/.test(npm)) {
    return childProcess.spawnSync(process.execPath, [npm].concat(args), options);
  }
  options.shell = process.platform === "win32";
  return childProcess.spawnSync("npm", args, options);
}

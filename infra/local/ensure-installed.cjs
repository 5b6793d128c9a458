"use strict";
/*
 * Run by npm before start, test and checkup, with whatever Node the machine has: so it is plain
 * CommonJS without a dependency, in words that an old Node still reads. It installs the locked
 * dependencies when they are missing or stale. It never writes to stdout, which may be somebody's JSON.
 */
var childProcess = require("child_process");
var crypto = require("crypto");
var fs = require("fs");
var path = require("path");

var oldestNode = 20;
var root = path.join(__dirname, "..", "..");
var modules = path.join(root, "node_modules");
var stamp = path.join(modules, ".stridewell-lock.sha256");
// Beside node_modules, since npm ci removes that folder.
var lock = path.join(root, ".stridewell-install.lock");
var staleLockMs = 10 * 60 * 1000;
var waitMs = 300;

function say(line) {
  process.stderr.write(line + "\n");
}

function stop(line) {
  say(line);
  process.exit(1);
}

function wantedHash() {
  var hash = crypto.createHash("sha256");
  hash.update(fs.readFileSync(path.join(root, "package-lock.json")));
  // Some packages are built for one platform only.
  hash.update(process.platform + " " + process.arch);
  return hash.digest("hex");
}

function isFresh(wanted) {
  try {
    return fs.readFileSync(stamp, "utf8") === wanted;
  } catch (_error) {
    return false;
  }
}

function sleep(ms) {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Whoever took the lock is gone, or it is from another boot. */
function isLeftOver() {
  try {
    var pid = Number(fs.readFileSync(lock, "utf8"));
    var ageMs = Date.now() - fs.statSync(lock).mtimeMs;
    // A lock that was just made may not have its process id in it yet.
    return ageMs > staleLockMs || (ageMs > 2000 && !isRunning(pid));
  } catch (_error) {
    return false;
  }
}

function takeLock(wanted) {
  var told = false;
  for (;;) {
    try {
      fs.writeFileSync(lock, String(process.pid), { flag: "wx" });
      return true;
    } catch (error) {
      if (error.code !== "EEXIST") {
        stop("Can't write to " + root + " (" + error.code + "): make the folder writable.");
      }
    }
    if (isLeftOver()) {
      try {
        fs.unlinkSync(lock);
      } catch (_error) {
        // Another one was quicker.
      }
      continue;
    }
    if (!told) say("Waiting for another install of the dependencies to end ...");
    told = true;
    sleep(waitMs);
    if (!fs.existsSync(lock) && isFresh(wanted)) return false;
  }
}

function npmCi() {
  var npm = process.env.npm_execpath;
  var args = ["ci", "--no-audit", "--no-fund", "--loglevel=error"];
  var options = { cwd: root, encoding: "utf8", maxBuffer: 64 * 1024 * 1024 };
  if (npm && /\.c?js$/.test(npm)) {
    return childProcess.spawnSync(process.execPath, [npm].concat(args), options);
  }
  options.shell = process.platform === "win32";
  return childProcess.spawnSync("npm", args, options);
}

function install(wanted) {
  say("Installing the locked dependencies, about a minute ...");
  var result = npmCi();
  var output = String(result.stdout || "") + String(result.stderr || "");
  if (result.error) stop("npm could not be started (" + result.error.code + "): is it installed?");
  if (result.status !== 0) {
    if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|ETIMEDOUT|ECONNRESET|ENOTCACHED/.test(output)) {
      return "The dependencies can't be downloaded: connect to the network and try again.";
    }
    if (output) process.stderr.write(output);
    return "npm ci failed, see above: mend that and try again.";
  }
  fs.writeFileSync(stamp, wanted);
  say("Dependencies installed.");
  return "";
}

var major = Number(process.versions.node.split(".")[0]);
if (major < oldestNode) {
  stop(
    "Node " + process.versions.node + " is too old: install Node " + oldestNode + " or newer (https://nodejs.org)."
  );
}

var wanted = wantedHash();
if (!isFresh(wanted) && takeLock(wanted)) {
  var problem = "";
  try {
    // Another install may have ended while this one waited for the lock.
    if (!isFresh(wanted)) problem = install(wanted);
  } finally {
    fs.unlinkSync(lock);
  }
  if (problem) stop(problem);
}

// Makes a server listen on this machine's loopback only. Portkey's start script names no address and has no option for one, so it would
// listen on every interface. Load with `node --require`.
'use strict';

const { Server } = require('node:net');

const ADDRESS = '127.0.0.1';
const listen = Server.prototype.listen;

Server.prototype.listen = function (first, second, ...rest) {
  if (typeof first === 'number') {
    // listen(port, host, …): the host is replaced; listen(port, …): one is put in.
    return typeof second === 'string' ? listen.call(this, first, ADDRESS, ...rest) : listen.call(this, first, ADDRESS, second, ...rest);
  }
  const options = first && typeof first === 'object' && first.port !== undefined ? { ...first, host: ADDRESS } : first;
  return listen.call(this, options, second, ...rest);
};

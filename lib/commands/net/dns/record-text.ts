import type { DnsRecord } from '@/lib/hosts/process/sys';

/** A record as nslookup tells of it. */
export function recordText({ name, type, data }: DnsRecord): string {
  const owner = name.replace(/\.$/, '');
  switch (type) {
    case 'A':
    case 'AAAA':
      return `Name:\t${owner}\nAddress: ${data}\n`;
    case 'CNAME':
      return `${owner}\tcanonical name = ${data}\n`;
    case 'SRV':
      return `${owner}\tservice = ${data}\n`;
    case 'PTR':
      return `${owner}\tname = ${data}\n`;
    case 'NS':
      return `${owner}\tnameserver = ${data}\n`;
    case 'MX':
      return `${owner}\tmail exchanger = ${data}\n`;
    case 'TXT':
      return `${owner}\ttext = ${data}\n`;
    case 'SOA': {
      const [origin, mail, serial, refresh, retry, expire, minimum] = data.split(' ');
      return `${owner}\n\torigin = ${origin?.replace(/\.$/, '')}\n\tmail addr = ${mail?.replace(/\.$/, '')}\n\tserial = ${serial}\n\trefresh = ${refresh}\n\tretry = ${retry}\n\texpire = ${expire}\n\tminimum = ${minimum}\n`;
    }
    default:
      return `${owner}\trdata_${type} = ${data}\n`;
  }
}

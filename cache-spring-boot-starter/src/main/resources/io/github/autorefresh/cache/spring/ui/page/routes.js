/** Which view the part of the address after the # asks for. Nothing of it is sent to a server. */

const TABS = ['figures', 'items', 'settings'];

export const link = {
  all: () => '#/',
  cache: (name, tab = 'figures') => `#/${encodeURIComponent(name)}/${tab}`,
  item: (name, id) => `#/${encodeURIComponent(name)}/items/${encodeURIComponent(id)}`,
};

/** `{}` for all caches, else the cache, its tab, and perhaps an item. */
export function route(hash) {
  const [name, tab, id] = hash.replace(/^#?\/?/, '').split('/').map(decoded);
  if (!name) {
    return {};
  }
  return { name, tab: TABS.includes(tab) ? tab : TABS[0], id: id || null };
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

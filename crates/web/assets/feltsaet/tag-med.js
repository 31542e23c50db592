// "Tag med" is offered where the device can keep it: sealed, and without a connection.
const form = document.querySelector('[data-field-kit]');
const take = form?.querySelector('[data-field-kit-take]');
const said = form?.querySelector('[data-field-kit-said]');

if (take) {
  const can = window.isSecureContext && 'serviceWorker' in navigator && 'indexedDB' in window && window.crypto?.subtle && 'locks' in navigator;
  if (can) {
    take.disabled = false;
    said.textContent = 'Skemaerne krypteres på tabletten og slettes efter syv dage, eller når du logger ud.';
    const ready = await navigator.serviceWorker.register('/feltsaet/tablet/sw.js', { scope: '/feltsaet/tablet/', updateViaCache: 'none' }).catch(() => null);
    if (!ready) said.textContent = 'Siden kan ikke lægges på tabletten lige nu. Genindlæs den, og prøv igen.';
  } else {
    said.textContent = 'Denne browser kan ikke kryptere og gemme skemaer. Brug en nyere browser over en sikker forbindelse, eller udskriv skemaerne tomme.';
  }
}

package org.mattermote.firmware.image;

import org.mattermote.stack.tls.TlsRoom;
import org.mattermote.stack.tls.TlsSizes;

/** {@link CoreTcpImage} that is given certificates and servers for TLS. */
public final class CoreTlsImage extends CoreTcpImage {
    private CoreTlsImage(Image image) {
        super(image);
        TlsRoom tls = stack.tls(new TlsSizes());
        setOnRoot(tls.certificates, tls.client);
    }

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreTlsImage(image));
    }
}

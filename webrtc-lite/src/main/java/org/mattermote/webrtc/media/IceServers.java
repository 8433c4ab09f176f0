package org.mattermote.webrtc.media;

import static org.mattermote.webrtc.text.WordList.ANY_CASE;

import org.mattermote.stack.codec.CodecStatus;
import org.mattermote.stack.codec.TlvReader;
import org.mattermote.stack.codec.TlvType;
import org.mattermote.stack.model.ImStatus;
import org.mattermote.webrtc.spec.WebRtcTypes;
import org.mattermote.webrtc.text.WordList;

/** Limits of a list of ICEServerStruct, looked at where it lies. */
public final class IceServers {
    private static final int MAX_SERVERS = 10;
    private static final int MAX_URLS = 10;
    private static final int MAX_URL = 2000;
    private static final int MAX_USERNAME = 508;
    private static final int MAX_CREDENTIAL = 512;
    private static final int MAX_CAID = 65534;

    private static final int SCHEME_LENGTH = 6;

    /** turns:, stuns:. */
    private static final byte[] SECURE_SCHEMES = {
        ANY_CASE, 6, 't', 'u', 'r', 'n', 's', ':', 6, 's', 't', 'u', 'n', 's', ':'
    };

    private final TlvReader reader;
    private boolean outside;
    private boolean secure;

    /**
     * @param reader of the caller's, used during {@link #check}
     */
    public IceServers(TlvReader reader) {
        this.reader = reader;
    }

    /** Whether a server of the list wants TLS, and so a certificate whose time is checked. */
    public boolean isSecure() {
        return secure;
    }

    /**
     * @param from stands on the list
     * @return SUCCESS, INVALID_COMMAND for what is no such list, CONSTRAINT_ERROR beyond the limits
     */
    public int check(TlvReader from) {
        reader.copyFrom(from);
        outside = false;
        secure = false;
        if (reader.type() != TlvType.ARRAY || reader.enter() != CodecStatus.OK) {
            return ImStatus.INVALID_COMMAND;
        }
        int count = 0;
        int status = reader.next();
        while (status == CodecStatus.OK) {
            if (reader.type() != TlvType.STRUCT || !checkServer()) {
                return ImStatus.INVALID_COMMAND;
            }
            count++;
            status = reader.next();
        }
        if (status != CodecStatus.END) {
            return ImStatus.INVALID_COMMAND;
        }
        return outside || count > MAX_SERVERS ? ImStatus.CONSTRAINT_ERROR : ImStatus.SUCCESS;
    }

    private boolean checkServer() {
        boolean hasUrls = false;
        reader.enter();
        int status = reader.next();
        while (status == CodecStatus.OK) {
            boolean good = true;
            switch (reader.tag()) {
                case WebRtcTypes.ICE_SERVER_STRUCT_URLS:
                    hasUrls = true;
                    good = checkUrls();
                    break;
                case WebRtcTypes.ICE_SERVER_STRUCT_USERNAME:
                    good = checkText(MAX_USERNAME);
                    break;
                case WebRtcTypes.ICE_SERVER_STRUCT_CREDENTIAL:
                    good = checkText(MAX_CREDENTIAL);
                    break;
                case WebRtcTypes.ICE_SERVER_STRUCT_CAID:
                    good = reader.readU64() == CodecStatus.OK;
                    outside |= reader.unsignedInt(MAX_CAID) < 0;
                    break;
                default:
                    break;
            }
            if (!good) {
                return false;
            }
            status = reader.next();
        }
        return status == CodecStatus.END && hasUrls && reader.exit() == CodecStatus.OK;
    }

    private boolean checkUrls() {
        if (reader.type() != TlvType.ARRAY) {
            return false;
        }
        reader.enter();
        int count = 0;
        int status = reader.next();
        while (status == CodecStatus.OK) {
            if (!checkText(MAX_URL)) {
                return false;
            }
            secure |= isSecureScheme();
            count++;
            status = reader.next();
        }
        outside |= count > MAX_URLS;
        return status == CodecStatus.END && reader.exit() == CodecStatus.OK;
    }

    private boolean checkText(int longest) {
        outside |= reader.dataLength() > longest;
        return reader.type() == TlvType.UTF8 && reader.validUtf8();
    }

    private boolean isSecureScheme() {
        return reader.dataLength() >= SCHEME_LENGTH
                && WordList.find(SECURE_SCHEMES, reader.array(), reader.dataOffset(), SCHEME_LENGTH)
                        >= 0;
    }
}

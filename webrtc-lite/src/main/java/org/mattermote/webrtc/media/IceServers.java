package org.mattermote.webrtc.media;

import static org.mattermote.webrtc.text.WordList.ANY_CASE;

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

    /** Members of a server. */
    public static final int TAGS = 4;

    private static final int SCHEME_LENGTH = 6;

    /** turns:, stuns:. */
    private static final byte[] SECURE_SCHEMES = {
        ANY_CASE, 6, 't', 'u', 'r', 'n', 's', ':', 6, 's', 't', 'u', 'n', 's', ':'
    };

    private final CheckedFields fields;
    private final TlvReader list;
    private final TlvReader urls;
    private boolean secure;

    /**
     * @param fields of the caller's, as the readers: used during {@link #check}; at least {@value
     *     #TAGS} tags
     */
    public IceServers(CheckedFields fields, TlvReader list, TlvReader urls) {
        this.fields = fields;
        this.list = list;
        this.urls = urls;
    }

    /** Whether a server of the list wants TLS, and so a certificate whose time is checked. */
    public boolean isSecure() {
        return secure;
    }

    /**
     * What is wrong is noted: INVALID_COMMAND for what is no such list, CONSTRAINT_ERROR beyond the
     * limits.
     *
     * @param from stands on the list
     */
    public void check(TlvReader from) {
        secure = false;
        list.copyFrom(from);
        int count = 0;
        if (fields.enter(list)) {
            while (fields.next(list)) {
                checkServer();
                count++;
            }
        }
        checkCount(count, MAX_SERVERS);
    }

    private void checkServer() {
        fields.take(list);
        fields.text(WebRtcTypes.ICE_SERVER_STRUCT_USERNAME, MAX_USERNAME);
        fields.text(WebRtcTypes.ICE_SERVER_STRUCT_CREDENTIAL, MAX_CREDENTIAL);
        fields.number(WebRtcTypes.ICE_SERVER_STRUCT_CAID, MAX_CAID);
        int count = 0;
        if (!fields.open(WebRtcTypes.ICE_SERVER_STRUCT_URLS, urls)) {
            fields.wrong();
        } else if (fields.enter(urls)) {
            while (fields.next(urls)) {
                checkUrl();
                count++;
            }
        }
        checkCount(count, MAX_URLS);
    }

    private void checkUrl() {
        int length = urls.dataLength();
        if (urls.type() != TlvType.UTF8 || !urls.validUtf8()) {
            fields.wrong();
        } else if (length > MAX_URL) {
            fields.limit(ImStatus.CONSTRAINT_ERROR);
        } else if (length >= SCHEME_LENGTH) {
            secure |=
                    WordList.find(SECURE_SCHEMES, urls.array(), urls.dataOffset(), SCHEME_LENGTH)
                            >= 0;
        }
    }

    private void checkCount(int count, int most) {
        if (count > most) {
            fields.limit(ImStatus.CONSTRAINT_ERROR);
        }
    }
}

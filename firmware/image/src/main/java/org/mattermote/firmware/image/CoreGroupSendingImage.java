package org.mattermote.firmware.image;

import org.mattermote.stack.codec.TlvWriter;
import org.mattermote.stack.exchange.GroupSender;
import org.mattermote.stack.interact.ImOpcode;

/** {@link CoreGroupsImage} that sends to groups, too. */
public class CoreGroupSendingImage extends CoreRoomApp {
    private final GroupSender sender;

    CoreGroupSendingImage(Image image) {
        super(image);
        setOnEndpoint(stack.groups(1, null));
        sender = stack.groupSender();
    }

    @Override
    void use(long nowMillis) {
        TlvWriter payload = sender.begin();
        if (payload != null) {
            sender.send(1, 1, ImOpcode.INVOKE_REQUEST);
        }
    }

    public static void main(String[] args) {
        Image image = CoreImage.boot();
        image.run(new CoreGroupSendingImage(image));
    }
}
